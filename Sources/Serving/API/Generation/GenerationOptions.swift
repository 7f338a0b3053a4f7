internal import Dazzle

/// What requests for chat and plain completions have in common.
struct GenerationOptions: Sendable {
    var sampling: SamplingParameters
    var model: String?
    /// The field that says how long the answer may be, if one does.
    var maxTokensField: String?
    /// nil wants the whole answer at once.
    var stream: StreamOptions?
    var echo = false
    var addSpecialTokens: Bool
    var truncation: PromptTruncation?
    /// Not to be written, still as text.
    var badWords: [String] = []
    var cacheSalt: String?
    var requestID: String?
    /// Show the answer's and the prompt's token ids.
    var returnsTokenIDs = false
    /// In log-probabilities, write `token_id:5` for a token rather than its text.
    var namesTokensByID = false
}

struct StreamOptions: Sendable, Hashable {
    /// A last chunk tells how many tokens there were.
    var includesUsage = false
    /// Every chunk does.
    var includesUsageAlways = false

    init() {}
}

/// Which part of a long prompt is kept.
struct PromptTruncation: Sendable, Hashable {
    /// nil is what leaves room for the answer.
    var count: Int?
    var keepsBeginning = false

    init() {}

    func applied(to tokens: [Int32], contextLength: Int, maxTokens: Int?) -> [Int32] {
        let room = max(1, contextLength - max(1, min(maxTokens ?? 1, contextLength)))
        let count = count ?? room
        guard tokens.count > count else { return tokens }
        return Array(keepsBeginning ? tokens.prefix(count) : tokens.suffix(count))
    }
}
