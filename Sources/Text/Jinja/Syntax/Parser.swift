/// Turns tokens into nodes by recursive descent; the grammar is that of Jinja 3.1.
struct Parser {
    let source: SourceText
    private let tokens: [Token]
    private var index = 0
    private var depth = 0
    private let stack = StackGuard()
    private(set) var symbols: [String: Symbol] = [:]
    private(set) var names: [String] = []
    /// Whether an unknown filter or test is an error only once it is reached, as it is inside a condition.
    var isLenient = false
    /// The first unknown filter or test that no condition excuses.
    var unknownName: JinjaError?
    /// How many loops enclose the statement being read, up to the next macro.
    var loopDepth = 0
    var openTags: [String] = []
    var blockNames: Set<String> = []
    /// For every macro being read, the implicit variables its body has read or written so far.
    var implicitReads: [[String: Bool]] = []

    init(_ source: SourceText) throws(JinjaError) {
        self.source = source
        tokens = try Lexer.tokenize(source)
    }

    // MARK: Tokens

    var current: Token { tokens[index] }

    func peek(_ distance: Int = 1) -> Token { tokens[min(index + distance, tokens.count - 1)] }

    @discardableResult
    mutating func advance() -> Token {
        let token = tokens[index]
        if index + 1 < tokens.count { index += 1 }
        return token
    }

    mutating func advance(_ count: Int) {
        for _ in 0..<count { advance() }
    }

    mutating func skip(operator symbol: String) -> Bool {
        guard current.isOperator(symbol) else { return false }
        advance()
        return true
    }

    mutating func skip(name: String) -> Bool {
        guard current.isName(name) else { return false }
        advance()
        return true
    }

    mutating func expect(operator symbol: String) throws(JinjaError) {
        guard skip(operator: symbol) else { throw unexpected("'\(symbol)'") }
    }

    mutating func expect(name: String) throws(JinjaError) {
        guard skip(name: name) else { throw unexpected("'\(name)'") }
    }

    mutating func expectName() throws(JinjaError) -> Token {
        guard current.kind == .name else { throw unexpected("a name") }
        return advance()
    }

    func unexpected(_ wanted: String) -> JinjaError {
        failure("Expected \(wanted), found \(current.description)\(openTagHint)")
    }

    private var openTagHint: String {
        guard current.kind == .end, let tag = openTags.last else { return "" }
        return "; '\(tag)' was not closed"
    }

    func failure(_ message: String, at offset: Int? = nil) -> JinjaError {
        source.failure(message, at: offset ?? current.offset)
    }

    // MARK: Names and nesting

    mutating func symbol(for name: String) -> Symbol {
        if let symbol = symbols[name] { return symbol }
        symbols[name] = names.count
        names.append(name)
        return names.count - 1
    }

    mutating func enter() throws(JinjaError) {
        depth += 1
        guard depth <= RenderLimits.syntaxDepth, stack.isWithin(256 << 10) else {
            throw failure("The template nests too deeply here")
        }
    }

    mutating func leave() { depth -= 1 }
}
