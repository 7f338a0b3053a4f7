// String literals with the escapes of Python's "unicode-escape".
extension Lexer {
    mutating func readString(quote: UInt8) throws(JinjaError) {
        let start = position
        var end = start + 1
        while end < source.bytes.count, source.bytes[end] != quote {
            end += source.bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard end < source.bytes.count else { throw source.failure("The string does not end", at: start) }
        add(.string, try unescape(start + 1..<end), at: start)
        position = end + 1
    }

    private func unescape(_ range: Range<Int>) throws(JinjaError) -> String {
        guard source.bytes[range].contains(UInt8(ascii: "\\")) else { return source.text(range) }
        var text = ""
        var index = range.lowerBound
        var plain = index
        while index < range.upperBound {
            guard source.bytes[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            text += source.text(plain..<index)
            index = try appendEscape(to: &text, at: index, until: range.upperBound)
            plain = index
        }
        return text + source.text(plain..<index)
    }

    private static let simpleEscapes: [UInt8: Unicode.Scalar] = [
        UInt8(ascii: "n"): "\n", UInt8(ascii: "t"): "\t", UInt8(ascii: "r"): "\r", UInt8(ascii: "a"): "\u{7}",
        UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "v"): "\u{B}",
        UInt8(ascii: "\\"): "\\", UInt8(ascii: "'"): "'", UInt8(ascii: "\""): "\"",
    ]
    private static let hexLengths: [UInt8: Int] = [UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8]

    /// Reads the escape at an offset and returns where the text goes on. Unknown ones stay as they are.
    private func appendEscape(to text: inout String, at offset: Int, until end: Int) throws(JinjaError) -> Int {
        let letter = source.bytes[offset + 1]
        if let scalar = Self.simpleEscapes[letter] {
            text.unicodeScalars.append(scalar)
            return offset + 2
        }
        if letter == 0x0A { return offset + 2 }
        if letter == UInt8(ascii: "N") {
            throw source.failure("Characters cannot be given by name; use \\u or \\U", at: offset)
        }
        if let length = Self.hexLengths[letter] {
            let digits = offset + 2..<min(offset + 2 + length, end)
            guard digits.count == length, let code = number(digits, radix: 16), code <= 0x10FFFF else {
                throw source.failure("The escape needs \(length) hex digits of a code point", at: offset)
            }
            text.unicodeScalars.append(Unicode.Scalar(code) ?? "\u{FFFD}")
            return digits.upperBound
        }
        var digits = offset + 1..<offset + 1
        while digits.count < 3, digits.upperBound < end, (0x30...0x37).contains(source.bytes[digits.upperBound]) {
            digits = digits.lowerBound..<digits.upperBound + 1
        }
        if let code = number(digits, radix: 8), let scalar = Unicode.Scalar(code) {
            text.unicodeScalars.append(scalar)
            return digits.upperBound
        }
        text += "\\"
        return offset + 1
    }

    private func number(_ range: Range<Int>, radix: Int) -> UInt32? {
        let text = source.text(range)
        return text.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) ? UInt32(text, radix: radix) : nil
    }
}
