/// Where a command writes.
protocol TextOutput: Sendable {
    var isTerminal: Bool { get }
    /// Characters in a line, where somebody knows.
    var columns: Int? { get }
    /// Returns when everything is written.
    func write(_ text: String) throws(OutputClosed)
}

/// Nothing can be written any more.
struct OutputClosed: Error, Hashable, CustomStringConvertible {
    /// What the system says. nil if the reader has left, as in `dazzle generate … | head -1`: that is a reason to stop,
    /// but no failure.
    var reason: String?

    var description: String { "the output cannot be written: \(reason ?? "nobody reads it"); check where it goes" }
}

/// What a command talks to.
struct Console: Sendable {
    var output: any TextOutput
    var errors: any TextOutput
    var environment: [String: String]

    var outputStyle: TextStyle { style(for: output) }
    var errorStyle: TextStyle { style(for: errors) }

    /// Whether the locale can show block characters.
    var isUTF8: Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let lowered = locale.lowercased()
        return lowered.contains("utf-8") || lowered.contains("utf8")
    }

    private func style(for output: any TextOutput) -> TextStyle {
        let wantsNone = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        return output.isTerminal && !wantsNone ? .ansi : .plain
    }
}
