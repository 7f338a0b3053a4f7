/// Turns tokens into text as they come. Each call costs as much as the text it returns; a character is returned once
/// all its bytes are there, and bytes that can never become one are returned as U+FFFD.
package struct Detokenizer: Sendable {
    private let table: DetokenizerTable
    private let skipsSpecialTokens: Bool
    /// Bytes of a character that is not complete yet: at most three.
    private var pending: [UInt8] = []
    private var isAtStart = true

    init(_ table: DetokenizerTable, skipsSpecialTokens: Bool) {
        self.table = table
        self.skipsSpecialTokens = skipsSpecialTokens
    }

    package mutating func push(_ token: Int32) -> String {
        if skipsSpecialTokens, table.vocabulary.special.contains(token) { return "" }
        var bytes = table.vocabulary.bytes(of: token)
        guard !bytes.isEmpty else { return "" }
        if isAtStart {
            isAtStart = false
            if table.dropsLeadingSpace, bytes.first == UInt8(ascii: " ") { bytes = bytes.dropFirst() }
        }
        pending.append(contentsOf: bytes)
        let complete = pending.count - UTF8Tail.incompleteSuffix(of: pending)
        let text = String(decoding: pending[..<complete], as: UTF8.self)
        pending.removeFirst(complete)
        return text
    }

    package mutating func push(_ tokens: some Sequence<Int32>) -> String {
        var text = ""
        for token in tokens { text += push(token) }
        return text
    }

    /// The end: what is left of an unfinished character.
    package mutating func finish() -> String {
        defer { pending.removeAll() }
        return String(decoding: pending, as: UTF8.self)
    }
}

/// What a model's detokenizer writes for each token.
struct DetokenizerTable: Sendable {
    let vocabulary: Vocabulary
    let dropsLeadingSpace: Bool
}

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
