/// What the model wrote.
public struct Completion: Sendable, Hashable {
    public struct Choice: Sendable, Hashable {
        public var index: Int
        public var text = ""
        /// Every generated token, with the one that ended the answer.
        public var tokens: [Int32] = []
        public var finishReason: FinishReason?
        public var stopReason: StopReason?
        /// One entry a token, where log-probabilities were asked for.
        public var logprobs: [PositionLogprobs] = []
        /// Beam search only: what the answer was ranked by.
        public var score: Float?
    }

    public var promptTokens: [Int32]
    /// One entry a prompt token, where they were asked for; nothing comes before the first, so it has none.
    public var promptLogprobs: [PositionLogprobs?]?
    public var choices: [Choice]
    public var usage: Usage

    /// The first choice's text.
    public var text: String { choices.first?.text ?? "" }
}

/// Which of the request's own stops ended an answer.
public enum StopReason: Sendable, Hashable {
    case string(String)
    case token(Int32)
}

public struct Usage: Sendable, Hashable {
    public var promptTokens: Int
    /// Of all choices together.
    public var completionTokens = 0
    /// Prompt tokens that were found in the prefix cache.
    public var cachedTokens = 0

    public var totalTokens: Int { promptTokens + completionTokens }
}

/// A piece of one choice.
public struct CompletionDelta: Sendable, Hashable {
    /// Which choice it belongs to.
    public var index: Int
    /// Whole characters; may be empty while a character or a possible stop string is incomplete.
    public var text = ""
    public var tokens: [Int32] = []
    public var logprobs: [PositionLogprobs] = []
    /// Set with the last piece of the choice.
    public var finishReason: FinishReason?
    public var stopReason: StopReason?
    public var score: Float?

    package init(index: Int, text: String = "", tokens: [Int32] = [], score: Float? = nil) {
        self.index = index
        self.text = text
        self.tokens = tokens
        self.score = score
    }
}
