internal import OpenVINO
internal import Support

/// A detokenizer's IR read as a recipe: a table of what each token writes, and what happens to the joined text.
///
/// The graph is VocabDecoder, then steps on single tokens, then FuzeRagged (which joins them), then steps on the text.
/// Steps on single tokens are applied to the whole vocabulary once; so decoding a token is a table look-up.
struct DetokenizerGraph: Sendable {
    let vocabulary: Vocabulary
    /// SentencePiece texts begin with a space that was not in the original.
    let dropsLeadingSpace: Bool
    let cleansSpaces: Bool

    private struct Replacement {
        let pattern: [UInt8]
        let replacement: [UInt8]
    }

    private static let harmless: Set = [
        "Parameter", "Constant", "Convert", "FuzeRagged", "UTF8Validate", "StringTensorPack", "Result",
    ]

    init(vocabulary: Vocabulary, dropsLeadingSpace: Bool = false, cleansSpaces: Bool = false) {
        self.vocabulary = vocabulary
        self.dropsLeadingSpace = dropsLeadingSpace
        self.cleansSpaces = cleansSpaces
    }

    /// nil if the graph holds a step that is not known here.
    init?(_ model: borrowing Model) throws {
        var pieces: [ArraySlice<UInt8>]?
        var special: Set<Int32> = []
        var isJoined = false
        var dropsLeadingSpace = false
        var cleansSpaces = false
        for (index, type) in model.operationTypes.enumerated() {
            switch type {
            case "VocabDecoder":
                (pieces, special) = try Self.readVocabulary(model, index)
            case "FuzeRagged":
                isJoined = true
            case "ByteFallback":
                guard !isJoined else { return nil }
                pieces = pieces?.map(Self.byteFallback)
            case "RegexNormalization":
                guard let step = try Self.readReplacement(model, index) else { return nil }
                switch (isJoined, String(decoding: step.pattern, as: UTF8.self)) {
                case (false, "▁"): pieces = pieces?.map { Self.replace(step, in: $0) }
                case (true, "^ "): dropsLeadingSpace = true
                case (true, SpaceCleanup.pattern): cleansSpaces = true
                default: return nil
                }
            default:
                guard Self.harmless.contains(type) else { return nil }
            }
        }
        guard let pieces, isJoined else { return nil }
        vocabulary = Vocabulary(pieces: pieces, special: special)
        self.dropsLeadingSpace = dropsLeadingSpace
        self.cleansSpaces = cleansSpaces
    }

    private static func readVocabulary(
        _ model: borrowing Model, _ operation: Int
    ) throws -> ([ArraySlice<UInt8>]?, Set<Int32>) {
        let begins = try model.withConstant(operation: operation, input: 1) { Array($1.bindMemory(to: Int32.self)) }
        let ends = try model.withConstant(operation: operation, input: 2) { Array($1.bindMemory(to: Int32.self)) }
        let chars = try model.withConstant(operation: operation, input: 3) { Array($1) }
        let skipped = try model.withConstant(operation: operation, input: 4) { Array($1.bindMemory(to: Int32.self)) }
        guard let begins, let ends, let chars, begins.count == ends.count else { return (nil, []) }
        var pieces: [ArraySlice<UInt8>] = []
        pieces.reserveCapacity(begins.count)
        for (begin, end) in zip(begins, ends) {
            guard begin >= 0, begin <= end, Int(end) <= chars.count else { return (nil, []) }
            pieces.append(chars[Int(begin)..<Int(end)])
        }
        return (pieces, Set(skipped ?? []))
    }

    private static func readReplacement(_ model: borrowing Model, _ operation: Int) throws -> Replacement? {
        // Three or four ragged inputs come first, then the pattern and the replacement.
        for first in [3, 4] {
            let pattern = try model.withConstant(operation: operation, input: first) { Array($1) }
            let replacement = try model.withConstant(operation: operation, input: first + 1) { Array($1) }
            if let pattern, let replacement { return Replacement(pattern: pattern, replacement: replacement) }
        }
        return nil
    }

    /// `<0xE2>` writes the byte E2.
    private static func byteFallback(_ piece: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard piece.count == 6, piece.starts(with: "<0x".utf8), piece.last == UInt8(ascii: ">") else { return piece }
        let digits = piece.dropFirst(3).dropLast()
        guard let text = String(validating: digits, as: UTF8.self), let byte = UInt8(text, radix: 16) else {
            return piece
        }
        return [byte]
    }

    private static func replace(_ step: Replacement, in piece: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard piece.contains(step.pattern[0]) else { return piece }
        var result: [UInt8] = []
        var rest = piece
        while let first = rest.first {
            if rest.starts(with: step.pattern) {
                result += step.replacement
                rest = rest.dropFirst(step.pattern.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result[...]
    }
}
