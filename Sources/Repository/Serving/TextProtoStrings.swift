extension TextProtoScanner {
    var isAtQuote: Bool { next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") }

    /// One literal, or several side by side, which are one string.
    mutating func string() throws(TextProtoError) -> TextProtoValue {
        var text: [UInt8] = []
        repeat {
            try literal(into: &text)
        } while attempt { scanner in
            scanner.skipSpace()
            return scanner.isAtQuote
        }
        return String(validating: text, as: UTF8.self).map { .string($0) } ?? .bytes(text)
    }

    private mutating func literal(into text: inout [UInt8]) throws(TextProtoError) {
        let start = place
        guard let quote = next, isAtQuote else { throw expected("a quote") }
        advance()
        while let byte = next {
            switch byte {
            case quote:
                advance()
                return
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0x0A: throw TextProtoError(message: "the string does not end on its line", position: start)
            default:
                text.append(byte)
                advance()
            }
        }
        throw TextProtoError(message: "the string does not end", position: start)
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
        UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11, UInt8(ascii: "?"): UInt8(ascii: "?"),
        UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "'"): UInt8(ascii: "'"),
        UInt8(ascii: "\""): UInt8(ascii: "\""),
    ]

    private mutating func escape(into text: inout [UInt8]) throws(TextProtoError) {
        let start = place
        advance()
        guard let letter = next else { throw expected("an escaped character") }
        if let byte = Self.escapes[letter] {
            text.append(byte)
            advance()
            return
        }
        switch letter {
        case UInt8(ascii: "0")...UInt8(ascii: "7"): text.append(try octalEscape(start))
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            advance()
            guard let value = hexadecimal(1...2) else { throw expected("one or two hex digits after \\x") }
            text.append(UInt8(truncatingIfNeeded: value))
        case UInt8(ascii: "u"), UInt8(ascii: "U"): text.append(contentsOf: String(try unicodeEscape(start)).utf8)
        default: throw expected("a known escape after \\")
        }
    }

    private mutating func octalEscape(_ start: TextProtoPosition) throws(TextProtoError) -> UInt8 {
        var value = 0
        for _ in 0..<3 {
            guard let digit = next, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { break }
            value = value << 3 | Int(digit - UInt8(ascii: "0"))
            advance()
        }
        guard let byte = UInt8(exactly: value) else {
            throw TextProtoError(message: "expected an octal escape up to \\377", position: start)
        }
        return byte
    }

    /// Four digits after `u`, eight after `U`; two halves of a surrogate pair make one character.
    private mutating func unicodeEscape(_ start: TextProtoPosition) throws(TextProtoError) -> Unicode.Scalar {
        guard let first = unicodeDigits() else { throw expected("four hex digits after \\u, or eight after \\U") }
        if let scalar = Unicode.Scalar(first) { return scalar }
        if (0xD800..<0xDC00).contains(first), take("\\"), let second = unicodeDigits(),
            (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        {
            return scalar
        }
        throw TextProtoError(message: "expected an escape that is a Unicode character", position: start)
    }

    private mutating func unicodeDigits() -> UInt32? {
        if take("u") { return hexadecimal(4...4) }
        return take("U") ? hexadecimal(8...8) : nil
    }

    /// nil where fewer digits stand here than are needed.
    private mutating func hexadecimal(_ counts: ClosedRange<Int>) -> UInt32? {
        var value: UInt32 = 0
        var count = 0
        while count < counts.upperBound, let digit = next?.hexValue {
            value = value << 4 | digit
            count += 1
            advance()
        }
        return counts.contains(count) ? value : nil
    }
}
