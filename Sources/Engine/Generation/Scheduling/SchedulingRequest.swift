package import Support

/// Names a request for as long as the engine runs. Never reused.
package struct RequestID: Hashable, Sendable {
    package let rawValue: UInt64
    package init(_ rawValue: UInt64) { self.rawValue = rawValue }
}

/// What the scheduler must know of a request.
package struct SchedulingRequest: Sendable {
    package var id: RequestID
    package var prompt: [Int32]
    /// Sequences that the request will have when all forks are made.
    package var width = 1
    /// Beam search: its sequences are sampled in the same step or not at all.
    package var isLockstep = false
    /// The logits of every prompt position are wanted, not only of the last.
    package var wantsPromptLogits = false
    /// Requests share cached blocks only if their salts are equal. Holds the adapter too.
    package var salt = Hash128.zero
    package var spans: [TokenSpan] = []
    package var attachment: (any PromptAttachment)?

    package init(id: RequestID, prompt: [Int32]) {
        self.id = id
        self.prompt = prompt
    }
}

/// Why a request can never run.
package struct SchedulingError: Error, Hashable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        case emptyPrompt, promptExceedsContext, promptExceedsCache
        case beamsExceedSequences, beamsExceedBudget, beamsExceedCache
        case invalidSpans, duplicateRequest
    }

    package var code: Code
    /// What the request has, in tokens or beams; for `beamsExceedCache` in blocks.
    package var length: Int
    /// What it may have.
    package var limit: Int

    package init(_ code: Code, length: Int, limit: Int) {
        self.code = code
        self.length = length
        self.limit = limit
    }

    package var description: String {
        switch code {
        case .emptyPrompt:
            "The prompt has no tokens. Send at least one."
        case .promptExceedsContext:
            "The prompt has \(length) tokens, but at most \(limit) leave room for an answer in the model's context. "
                + "Shorten the prompt."
        case .promptExceedsCache:
            "The prompt has \(length) tokens, but at most \(limit) leave room for an answer in the KV cache. "
                + "Shorten the prompt or give the cache more memory."
        case .beamsExceedSequences:
            "The search has \(length) beams, but at most \(limit) sequences run together. "
                + "Ask for fewer beams or raise the number of sequences."
        case .beamsExceedBudget:
            "The search has \(length) beams, but one step computes at most \(limit) tokens. "
                + "Ask for fewer beams or raise the number of tokens of a step."
        case .beamsExceedCache:
            "The prompt and its beams need \(length) blocks of the KV cache, but it has \(limit). "
                + "Ask for fewer beams, shorten the prompt or give the cache more memory."
        case .invalidSpans:
            "The spans of the prompt overlap, are out of order, empty or reach beyond its \(limit) tokens."
        case .duplicateRequest:
            "A request of this name runs already."
        }
    }
}
