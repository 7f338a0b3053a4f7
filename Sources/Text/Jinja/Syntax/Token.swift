struct Token: Sendable {
    enum Kind: Sendable, Equatable {
        case data, blockBegin, blockEnd, variableBegin, variableEnd, name, string, integer, float, op, end
    }

    let kind: Kind
    /// The text of data, the letters of a name or an operator, the digits of a number, the value of a string.
    let text: String
    /// Where it stands in the source, in bytes.
    let offset: Int

    func isName(_ name: String) -> Bool { kind == .name && text == name }
    func isOperator(_ symbol: String) -> Bool { kind == .op && text == symbol }

    var description: String {
        switch kind {
        case .data: "template text"
        case .blockBegin: "'{%'"
        case .blockEnd: "'%}'"
        case .variableBegin: "'{{'"
        case .variableEnd: "'}}'"
        case .end: "the end of the template"
        case .string: "a string"
        case .name, .integer, .float, .op: "'\(text)'"
        }
    }
}
