/// Decodes base64 as RFC 4648 has it, with white space allowed anywhere and the padding at the end optional.
enum Base64 {
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, letter) in alphabet.utf8.enumerated() { table[Int(letter)] = UInt8(value) }
        for space in " \t\r\n\u{0B}\u{0C}".utf8 { table[Int(space)] = 0xFE }
        return table
    }()

    static func decode(_ text: Substring.UTF8View, limit: Int) throws(MediaError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(min(limit, text.count / 4 * 3 + 3))
        var (bits, count, padding): (UInt32, Int, Int) = (0, 0, 0)
        for (place, letter) in text.enumerated() {
            if letter == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            let value = values[Int(letter)]
            if value == 0xFE { continue }
            guard value != 0xFF, padding == 0 else {
                throw MediaError(.unreadable, "the base64 text has an illegal character at position \(place)")
            }
            bits = bits << 6 | UInt32(value)
            count += 1
            guard count == 4 else { continue }
            result += [UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
            (bits, count) = (0, 0)
            guard result.count <= limit else { throw tooLong(limit) }
        }
        guard count != 1, padding <= 2, padding == 0 || count + padding == 4 else {
            throw MediaError(.unreadable, "the base64 text is cut off or has wrong padding")
        }
        if count == 2 { result.append(UInt8(bits >> 4 & 255)) }
        if count == 3 { result += [UInt8(bits >> 10 & 255), UInt8(bits >> 2 & 255)] }
        guard result.count <= limit else { throw tooLong(limit) }
        return result
    }

    private static func tooLong(_ limit: Int) -> MediaError {
        MediaError(.tooLarge, "the base64 text holds more than the \(limit) bytes that are taken; send less")
    }
}
