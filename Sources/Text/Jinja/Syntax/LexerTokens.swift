// Names, numbers, strings and operators inside a tag.
extension Lexer {
    private static let operators: [StaticString] = [
        "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=",
        ".", ":", "|", ",", ";",
    ]
    private static let closing: [UInt8: UInt8] = [
        UInt8(ascii: "("): UInt8(ascii: ")"), UInt8(ascii: "["): UInt8(ascii: "]"),
        UInt8(ascii: "{"): UInt8(ascii: "}"),
    ]

    mutating func readToken(_ brackets: inout [UInt8]) throws(JinjaError) {
        let byte = source.bytes[position]
        if isDigit(position) {
            readNumber()
        } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
            try readString(quote: byte)
        } else if byte == UInt8(ascii: "_") || byte >= 0x80 || isLetter(byte) {
            try readName()
        } else {
            try readOperator(&brackets)
        }
    }

    private func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private func isDigit(_ index: Int) -> Bool {
        index < source.bytes.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(source.bytes[index])
    }

    private mutating func readName() throws(JinjaError) {
        let start = position
        while position < source.bytes.count {
            let (scalar, length) = source.scalar(at: position)
            guard scalar.properties.isXIDContinue else { break }
            position += length
        }
        guard position > start, source.scalar(at: start).scalar.startsIdentifier else {
            throw unexpectedCharacter(at: start)
        }
        add(.name, source.text(start..<position), at: start)
    }

    private func unexpectedCharacter(at offset: Int) -> JinjaError {
        let scalar = source.scalar(at: offset).scalar
        return source.failure("Unexpected character '\(scalar)'", at: offset)
    }

    private mutating func readOperator(_ brackets: inout [UInt8]) throws(JinjaError) {
        guard let symbol = Self.operators.first(where: { source.has($0, at: position) }) else {
            throw unexpectedCharacter(at: position)
        }
        let byte = source.bytes[position]
        if let closing = Self.closing[byte] {
            brackets.append(closing)
        } else if Self.closing.values.contains(byte) {
            guard let expected = brackets.popLast() else {
                throw source.failure("Unexpected '\(symbol)'", at: position)
            }
            guard expected == byte else {
                let wanted = Character(Unicode.Scalar(expected))
                throw source.failure("Unexpected '\(symbol)', expected '\(wanted)'", at: position)
            }
        }
        add(.op, String(describing: symbol), at: position)
        position += symbol.utf8CodeUnitCount
    }

    /// Digits with single underscores between them; the end, or nil where there is none.
    private func digits(from start: Int, _ isValid: (UInt8) -> Bool) -> Int? {
        var end = start
        while end < source.bytes.count {
            if isValid(source.bytes[end]) {
                end += 1
            } else if end > start, source.bytes[end] == UInt8(ascii: "_"), end + 1 < source.bytes.count,
                isValid(source.bytes[end + 1])
            {
                end += 2
            } else {
                break
            }
        }
        return end > start ? end : nil
    }

    private mutating func readNumber() {
        let start = position
        let decimal: (UInt8) -> Bool = { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let followsDot = start > 0 && source.bytes[start - 1] == UInt8(ascii: ".")
        if !followsDot, let end = floatEnd(from: start, decimal) {
            addNumber(.float, start..<end)
        } else if let end = prefixedEnd(from: start) {
            addNumber(.integer, start..<end)
        } else if source.bytes[start] == UInt8(ascii: "0") {
            let end = digits(from: start) { $0 == UInt8(ascii: "0") } ?? start + 1
            addNumber(.integer, start..<end)
        } else {
            addNumber(.integer, start..<(digits(from: start, decimal) ?? start + 1))
        }
    }

    private func floatEnd(from start: Int, _ decimal: (UInt8) -> Bool) -> Int? {
        guard let whole = digits(from: start, decimal) else { return nil }
        var end = whole
        if source.has(".", at: end), let fraction = digits(from: end + 1, decimal) { end = fraction }
        if source.has("e", at: end) || source.has("E", at: end) {
            let signed = source.has("+", at: end + 1) || source.has("-", at: end + 1)
            if let exponent = digits(from: end + (signed ? 2 : 1), decimal) { end = exponent }
        }
        return end > whole ? end : nil
    }

    private func prefixedEnd(from start: Int) -> Int? {
        guard source.bytes[start] == UInt8(ascii: "0"), start + 2 < source.bytes.count else { return nil }
        let radix: Int
        switch source.bytes[start + 1] | 0x20 {
        case UInt8(ascii: "x"): radix = 16
        case UInt8(ascii: "o"): radix = 8
        case UInt8(ascii: "b"): radix = 2
        default: return nil
        }
        let first = source.has("_", at: start + 2) ? start + 3 : start + 2
        return digits(from: first) { (Character(Unicode.Scalar($0)).hexDigitValue ?? 99) < radix }
    }

    private mutating func addNumber(_ kind: Token.Kind, _ range: Range<Int>) {
        add(kind, source.text(range).filter { $0 != "_" }, at: range.lowerBound)
        position = range.upperBound
    }
}
