internal import Support

/// Pieces of an event stream.
enum EventBytes {
    static let prefix = Array("data: ".utf8)
    static let end = Array("\n\n".utf8)

    static func append(_ json: JSONValue, to buffer: inout [UInt8]) {
        buffer.append(contentsOf: prefix)
        buffer.append(contentsOf: json.written().utf8)
        buffer.append(contentsOf: end)
    }

    /// The inside of a JSON string.
    static func append(_ text: String, to buffer: inout [UInt8]) {
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            for index in bytes.indices where bytes[index] < 0x20 || bytes[index] == 0x22 || bytes[index] == 0x5C {
                buffer.append(contentsOf: bytes[start..<index])
                appendEscape(of: bytes[index], to: &buffer)
                start = index + 1
            }
            buffer.append(contentsOf: bytes[start...])
        }
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)

    private static let letters: [UInt8: UInt8] = [
        0x22: UInt8(ascii: "\""), 0x5C: UInt8(ascii: "\\"), 0x08: UInt8(ascii: "b"), 0x09: UInt8(ascii: "t"),
        0x0A: UInt8(ascii: "n"), 0x0C: UInt8(ascii: "f"), 0x0D: UInt8(ascii: "r"),
    ]

    private static func appendEscape(of byte: UInt8, to buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "\\"))
        if let letter = letters[byte] { return buffer.append(letter) }
        buffer.append(contentsOf: "u00".utf8)
        buffer.append(hexDigits[Int(byte >> 4)])
        buffer.append(hexDigits[Int(byte & 15)])
    }
}
