internal import Dazzle
internal import Support

/// The body of a request to `completions`.
struct CompletionRequest: Sendable {
    enum Prompt: Sendable, Hashable {
        case text(String)
        case tokens([Int32])
    }

    static let promptLimit = 256
    /// OpenAI's; OVMS has none.
    static let defaultMaxTokens = 16

    var options: GenerationOptions
    var prompts: [Prompt]
    /// The prompt is all that is wanted, for its log-probabilities perhaps.
    var showsOnlyPrompt = false

    init(
        _ fields: Fields, dialect: Dialect, limits: APIOptions, defaults: SamplingParameters
    ) throws(APIError) {
        let rules = FieldRules(
            dialect: dialect, maxTokensFields: ["max_tokens", "max_completion_tokens"],
            maxTokens: dialect == .openAI ? Self.defaultMaxTokens : nil, addSpecialTokens: true,
            maxLogprobs: limits.maxLogprobs)
        options = try GenerationOptions(fields, rules, defaults: defaults)
        prompts = try Self.readPrompts(fields)
        options.sampling.logprobs = try fields.int("logprobs")
        if let count = options.sampling.logprobs, count < 0 {
            throw APIError(.invalidValue, "`logprobs` must be a positive value.", parameter: "logprobs")
        }
        try options.checkLogprobs("logprobs", options.sampling.logprobs, rules.maxLogprobs)
        if options.echo, options.sampling.maxTokens == 0 {
            showsOnlyPrompt = true
            options.sampling.maxTokens = 1
            options.sampling.minTokens = 0
        }
    }

    private static func readPrompts(_ fields: Fields) throws(APIError) -> [Prompt] {
        guard let value = fields["prompt"] else { throw noPrompt }
        guard let elements = value.arrayValue else { return [try prompt(value, "prompt", fields)] }
        guard let first = elements.first else { throw noPrompt }
        if first.intValue != nil { return [try prompt(value, "prompt", fields)] }
        guard elements.count <= promptLimit else {
            throw APIError(
                .invalidValue, "prompt must have at most \(promptLimit) prompts, got \(elements.count)",
                parameter: "prompt")
        }
        var prompts: [Prompt] = []
        for (index, element) in elements.enumerated() {
            prompts.append(try prompt(element, "prompt[\(index)]", fields))
        }
        return prompts
    }

    private static func prompt(_ value: JSONValue, _ place: String, _ fields: Fields) throws(APIError) -> Prompt {
        if let text = value.stringValue {
            guard !text.isEmpty else { throw noPrompt }
            return .text(text)
        }
        guard let elements = value.arrayValue else {
            throw fields.wrongType(place, "a string or an array of token ids", value)
        }
        guard !elements.isEmpty else { throw noPrompt }
        var tokens: [Int32] = []
        tokens.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            guard let id = element.intValue.flatMap({ Int32(exactly: $0) }) else {
                throw fields.wrongType("\(place)[\(index)]", "a token id", element)
            }
            tokens.append(id)
        }
        return .tokens(tokens)
    }

    private static var noPrompt: APIError {
        APIError(
            .invalidValue, "Either prompt or prompt_embeds must be provided and non-empty.", parameter: "prompt")
    }
}
