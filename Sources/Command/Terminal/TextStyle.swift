/// Emphasis for a terminal, or none.
enum TextStyle: Hashable {
    case plain, ansi

    func bold(_ text: String) -> String { wrap(text, code: "1") }
    func red(_ text: String) -> String { wrap(text, code: "31") }
    func dim(_ text: String) -> String { wrap(text, code: "2") }

    private func wrap(_ text: String, code: String) -> String {
        self == .plain ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
