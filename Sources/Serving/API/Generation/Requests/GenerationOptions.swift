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
