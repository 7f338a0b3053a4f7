enum UTF8Tail {
    /// How many bytes at the end are the beginning of a character whose rest may still come.
    static func incompleteSuffix(of bytes: [UInt8]) -> Int {
        for length in 1...3 where length <= bytes.count {
            let lead = bytes[bytes.count - length]
            if lead & 0b1100_0000 == 0b1000_0000 { continue }
            guard let needed = sequenceLength(lead), needed > length else { return 0 }
            return isPossible(bytes.suffix(length)) ? length : 0
        }
        return 0
    }

    private static func sequenceLength(_ lead: UInt8) -> Int? {
        switch lead {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: nil
        }
    }

    /// Some second bytes can follow no lead: overlong forms, surrogates, beyond U+10FFFF (Unicode, table 3-7).
    private static func isPossible(_ prefix: ArraySlice<UInt8>) -> Bool {
        guard prefix.count > 1, let lead = prefix.first else { return true }
        let second = prefix[prefix.startIndex + 1]
        switch lead {
        case 0xE0: return second >= 0xA0
        case 0xED: return second <= 0x9F
        case 0xF0: return second >= 0x90
        case 0xF4: return second <= 0x8F
        default: return true
        }
    }
}
