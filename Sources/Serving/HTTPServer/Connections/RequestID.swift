/// Names for requests.
enum RequestID {
    private static let longest = 128

    /// The client's own, if it can stand in a log and a header, else a new one.
    static func choose(_ wanted: String?) -> String {
        guard let wanted, !wanted.isEmpty, wanted.utf8.count <= longest, wanted.utf8.allSatisfy(isPlain) else {
            return random()
        }
        return wanted
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || [0x2D, 0x2E, 0x2F, 0x3A, 0x5F].contains(byte)
    }

    /// 32 hexadecimal digits.
    private static func random() -> String { hex(.random(in: 0 ... .max)) + hex(.random(in: 0 ... .max)) }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
