package import Support

/// News about a request since they were last fetched.
package struct RequestOutput: MailboxContent {
    /// What was added to one candidate answer.
    package struct Choice: Sendable {
        package var tokens: [Int32] = []
        /// One entry for each of `tokens` where log-probabilities were asked for, else empty.
        package var logprobs: [PositionLogprobs] = []
        package var finish: FinishReason?
        /// Whether the last of `tokens` is an end-of-text or stop token, which is no part of the text.
        package var endsWithStopToken = false
        /// The request's own stop token that ended the answer.
        package var stopToken: Int32?
        /// Beam search only: the score the answer was ranked by.
        package var score: Float?

        package init() {}
    }

    /// By the index of the choice.
    package var choices: [Int: Choice] = [:]
    /// Complete with the first news that hold it; the first prompt token has none.
    package var promptLogprobs: [PositionLogprobs?]?
    /// When the engine first computed something of it, and how many prompt tokens it found in the prefix cache then.
    package var start: Start?

    package struct Start: Sendable, Hashable {
        package var time: ContinuousClock.Instant
        package var cachedTokens: Int
    }
    /// When the first token of any choice was there.
    package var firstToken: ContinuousClock.Instant?
    package var failure: DazzleError?

    package init() {}

    package var isEmpty: Bool {
        choices.isEmpty && promptLogprobs == nil && start == nil && failure == nil
    }
}
