// Strings and numbers of the JSON grammar.
extension JSONParser {
    mutating func parseString() throws(JSONError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = try decode(bytes[start..<position], at: start)
                position += 1
                return text
            case UInt8(ascii: "\\"): return try parseEscapedString(from: start)
            case 0..<0x20: throw failure("Control characters in a string must be escaped")
            default: position += 1
            }
        }
        throw failure("The string does not end", at: start - 1)
    }

    private mutating func parseEscapedString(from start: Int) throws(JSONError) -> String {
        var buffer = Array(bytes[start..<position])
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                let text = try decode(buffer[...], at: start)
                position += 1
                return text
            case UInt8(ascii: "\\"): buffer.append(contentsOf: String(try parseEscape()).utf8)
            case 0..<0x20: throw failure("Control characters in a string must be escaped")
            default:
                buffer.append(byte)
                position += 1
            }
        }
        throw failure("The string does not end", at: start - 1)
    }

    private func decode(_ slice: ArraySlice<UInt8>, at start: Int) throws(JSONError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw failure("The string is not valid UTF-8", at: start)
        }
        return text
    }

    private mutating func parseEscape() throws(JSONError) -> Unicode.Scalar {
        guard position + 1 < bytes.count else { throw failure("The string does not end") }
        let letter = bytes[position + 1]
        if letter == UInt8(ascii: "u") { return try parseUnicodeEscape() }
        guard let scalar = Self.escapes[letter] else { throw failure("Unknown escape in a string") }
        position += 2
        return scalar
    }

    private static let escapes: [UInt8: Unicode.Scalar] = [
        UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
        UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]

    private mutating func parseUnicodeEscape() throws(JSONError) -> Unicode.Scalar {
        guard let first = hexDigits(at: position + 2) else { throw failure("Expected four hex digits after \\u") }
        position += 6
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u"), let second = hexDigits(at: position + 2),
            (0xDC00..<0xE000).contains(second)
        else { return "\u{FFFD}" }
        position += 6
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private func hexDigits(at start: Int) -> UInt32? {
        guard start + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[start..<start + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    mutating func parseNumber() throws(JSONError) -> JSONValue {
        let start = position
        if peek() == UInt8(ascii: "-") { position += 1 }
        if peek() == UInt8(ascii: "I") { return try literal("Infinity", .double(-.infinity)) }
        if peek() == UInt8(ascii: "0") { position += 1 } else { try skipDigits("Expected a digit") }
        var isInteger = true
        if peek() == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            try skipDigits("Expected a digit after the decimal point")
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
            try skipDigits("Expected a digit in the exponent")
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger { return Int(text).map { .int($0) } ?? .bigInteger(text) }
        guard let value = Double(text) else { throw failure("Not a number", at: start) }
        return .double(value)
    }

    private mutating func skipDigits(_ complaint: String) throws(JSONError) {
        let start = position
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw failure(complaint) }
    }
}
