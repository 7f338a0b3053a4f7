internal import Dazzle

/// Words as the tokens that write them.
enum BadWords {
    private static let limit = 512

    /// As vLLM does: each word as it begins a text, and as it stands behind a space where that is one other token.
    static func sequences(of words: [String], _ model: LanguageModel) throws -> [[Int32]] {
        guard words.count <= limit else {
            throw APIError(
                .invalidValue, "bad_words must have at most \(limit) words, got \(words.count)", parameter: "bad_words")
        }
        var sequences: [[Int32]] = []
        for word in words {
            let bare = String(word.drop { $0.isWhitespace })
            let plain = try model.tokenize(bare, addSpecialTokens: false)
            guard let first = plain.first else {
                throw APIError(
                    .invalidValue, "bad_words cannot contain an empty string", parameter: "bad_words")
            }
            sequences.append(plain)
            let inner = try model.tokenize(" " + bare, addSpecialTokens: false)
            if inner.first != first, inner.count == plain.count { sequences.append(inner) }
        }
        return sequences
    }
}
