/// Cuts a template into tokens. White space around tags follows Jinja with `trim_blocks` and `lstrip_blocks` on: the
/// line end after a block tag goes, and so does the indentation before one; `-` removes more and `+` keeps all.
struct Lexer {
    let source: SourceText
    var tokens: [Token] = []
    var position = 0
    /// Whether the text read next stands at the start of a line.
    private var atLineStart = true

    init(_ source: SourceText) { self.source = source }

    private enum Sign { case none, minus, plus }

    static func tokenize(_ source: SourceText) throws(JinjaError) -> [Token] {
        var lexer = Lexer(source)
        try lexer.run()
        return lexer.tokens
    }

    private mutating func run() throws(JinjaError) {
        while position < source.bytes.count {
            guard let tag = nextTag() else {
                add(.data, source.text(position..<source.bytes.count), at: position)
                break
            }
            let isVariable = source.has("{{", at: tag)
            if source.has("{%", at: tag), let (sign, end) = rawBegin(at: tag) {
                addText(until: tag, sign, isVariable: false)
                try readRaw(from: end, openedAt: tag)
                continue
            }
            let (sign, inside) = sign(at: tag + 2)
            addText(until: tag, sign, isVariable: isVariable)
            if source.has("{#", at: tag) {
                try skipComment(from: inside, openedAt: tag)
            } else {
                add(isVariable ? .variableBegin : .blockBegin, "", at: tag)
                position = inside
                try readTag(isVariable: isVariable)
            }
        }
        add(.end, "", at: source.bytes.count)
    }

    private func nextTag() -> Int? {
        var index = position
        while index + 1 < source.bytes.count {
            if source.bytes[index] == UInt8(ascii: "{") {
                switch source.bytes[index + 1] {
                case UInt8(ascii: "{"), UInt8(ascii: "%"), UInt8(ascii: "#"): return index
                default: break
                }
            }
            index += 1
        }
        return nil
    }

    private func sign(at offset: Int) -> (Sign, Int) {
        if source.has("-", at: offset) { return (.minus, offset + 1) }
        if source.has("+", at: offset) { return (.plus, offset + 1) }
        return (.none, offset)
    }

    mutating func add(_ kind: Token.Kind, _ text: String, at offset: Int) {
        if kind == .data, text.isEmpty { return }
        tokens.append(Token(kind: kind, text: text, offset: offset))
    }

    /// Adds the text before a tag, less what the tag's sign or `lstrip_blocks` takes from its end.
    private mutating func addText(until end: Int, _ sign: Sign, isVariable: Bool) {
        var cut = end
        switch sign {
        case .minus: cut = source.trimmingSpace(endOf: position..<end)
        case .plus: break
        case .none where isVariable: break
        case .none:
            let newline = source.bytes[position..<end].lastIndex(of: 0x0A)
            if newline != nil || atLineStart {
                let lineStart = newline.map { $0 + 1 } ?? position
                if source.trimmingSpace(endOf: lineStart..<end) == lineStart { cut = lineStart }
            }
        }
        add(.data, source.text(position..<cut), at: position)
    }

    /// Moves past the end of a tag and the white space that goes with it.
    private mutating func finishTag(_ sign: Sign, at end: Int, trimsLine: Bool) {
        position = end
        switch sign {
        case .minus: position = source.skippingSpace(from: end)
        case .none where trimsLine && source.has("\n", at: end): position = end + 1
        default: break
        }
        atLineStart = position > end && source.bytes[position - 1] == 0x0A
    }

    private mutating func skipComment(from start: Int, openedAt tag: Int) throws(JinjaError) {
        var index = start
        while index < source.bytes.count, !source.has("#}", at: index) { index += 1 }
        guard index < source.bytes.count else { throw source.failure("The comment does not end", at: tag) }
        var sign = Sign.none
        if index > start, source.has("-", at: index - 1) { sign = .minus }
        if index > start, source.has("+", at: index - 1) { sign = .plus }
        finishTag(sign, at: index + 2, trimsLine: true)
    }

    private func rawBegin(at tag: Int) -> (Sign, Int)? {
        let (sign, inside) = sign(at: tag + 2)
        let word = source.skippingSpace(from: inside)
        guard source.has("raw", at: word) else { return nil }
        let end = source.skippingSpace(from: word + 3)
        if source.has("-%}", at: end) { return (sign, source.skippingSpace(from: end + 3)) }
        return source.has("%}", at: end) ? (sign, end + 2) : nil
    }

    private mutating func readRaw(from start: Int, openedAt tag: Int) throws(JinjaError) {
        position = start
        atLineStart = start > 0 && source.bytes[start - 1] == 0x0A
        var index = start
        while index < source.bytes.count {
            if source.has("{%", at: index), let (sign, endSign, end) = rawEnd(at: index) {
                addText(until: index, sign, isVariable: false)
                return finishTag(endSign, at: end, trimsLine: true)
            }
            index += 1
        }
        throw source.failure("The raw block does not end", at: tag)
    }

    private func rawEnd(at tag: Int) -> (Sign, Sign, Int)? {
        let (sign, inside) = sign(at: tag + 2)
        let word = source.skippingSpace(from: inside)
        guard source.has("endraw", at: word) else { return nil }
        let end = source.skippingSpace(from: word + 6)
        let (endSign, close) = self.sign(at: end)
        return source.has("%}", at: close) ? (sign, endSign, close + 2) : nil
    }

    private mutating func readTag(isVariable: Bool) throws(JinjaError) {
        var brackets: [UInt8] = []
        while true {
            position = source.skippingSpace(from: position)
            guard position < source.bytes.count else { return }
            if brackets.isEmpty, closesTag(isVariable: isVariable) { return }
            try readToken(&brackets)
        }
    }

    private mutating func closesTag(isVariable: Bool) -> Bool {
        let start = position
        let (sign, close) = sign(at: start)
        if isVariable, sign == .plus { return false }
        guard isVariable ? source.has("}}", at: close) : source.has("%}", at: close) else { return false }
        add(isVariable ? .variableEnd : .blockEnd, "", at: start)
        finishTag(sign, at: close + 2, trimsLine: !isVariable)
        return true
    }
}
