internal import Dazzle
internal import Support

/// How an answer is written for one endpoint and dialect. The order of keys is that of the server it stands in for.
protocol AnswerFormat: Sendable {
    var logprobStyle: LogprobStyle { get }
    /// Whether the prompt that an echo shows has its log-probabilities beside those of the answer.
    var showsPromptLogprobsInEcho: Bool { get }

    /// The whole answer at once.
    func body(_ answer: WholeAnswer) -> JSONValue
    /// What a choice begins with in a stream.
    func opening(_ choice: Int, usage: JSONValue?, promptTokens: [Int32]?) -> JSONValue?
    /// A piece of a choice; `usage` nil leaves the member out.
    func chunk(_ piece: ChoicePiece, usage: JSONValue?) -> JSONValue
    /// The usage of the whole answer, after its last piece.
    func closing(_ usage: JSONValue) -> JSONValue
    func usage(_ usage: Usage) -> JSONValue
    /// What chunks say of usage where only the closing one tells it.
    var usageToCome: JSONValue? { get }
}

/// What all parts of an answer say.
struct AnswerHead: Sendable {
    var id: String
    /// Unix time.
    var created: Int
    var model: String
}

/// A choice, whole or in part.
struct ChoicePiece: Sendable {
    var index: Int
    var text: String
    var logprobs: JSONValue = .null
    var finishReason: FinishReason?
    var stopReason: StopReason?
    /// Where they were asked for.
    var tokens: [Int32]?
    var promptTokens: [Int32]?
    var promptLogprobs: JSONValue = .null

    var isEmpty: Bool { text.isEmpty && logprobs.isNull && finishReason == nil && tokens?.isEmpty != false }
}

struct WholeAnswer: Sendable {
    var choices: [ChoicePiece]
    var usage: Usage
}

extension ChoicePiece {
    var finishName: JSONValue {
        switch finishReason {
        case .stop: "stop"
        case .length: "length"
        case .cancelled: "abort"
        case nil: .null
        }
    }

    /// The request's own stop that ended the choice; null for the model's end of text.
    var stopName: JSONValue {
        switch stopReason {
        case .string(let text): .string(text)
        case .token(let id): .int(Int(id))
        case nil: .null
        }
    }
}

extension JSONValue {
    static func tokens(_ tokens: [Int32]?) -> JSONValue {
        tokens.map { .array($0.map { .int(Int($0)) }) } ?? .null
    }
}

extension AnswerFormat {
    /// OpenAI's names in vLLM's order, with what was found in the prefix cache.
    func openAIUsage(_ usage: Usage) -> JSONValue {
        [
            "prompt_tokens": .int(usage.promptTokens), "total_tokens": .int(usage.totalTokens),
            "completion_tokens": .int(usage.completionTokens),
            "prompt_tokens_details": ["cached_tokens": .int(usage.cachedTokens)],
        ]
    }

    func modelServerUsage(_ usage: Usage) -> JSONValue {
        [
            "prompt_tokens": .int(usage.promptTokens), "completion_tokens": .int(usage.completionTokens),
            "total_tokens": .int(usage.totalTokens),
            "prompt_tokens_details": ["cached_tokens": .int(usage.cachedTokens)],
        ]
    }
}
