internal import Dazzle

/// An answer as JSON, in the fields of vLLM's request outputs.
struct AnswerJSON {
    /// The text of a single token.
    var decode: (Int32) -> String

    func object(_ answer: Answer) -> JSONValue {
        let completion = answer.completion
        return [
            "request_id": .string("\(answer.index)"),
            "prompt": answer.promptText.map(JSONValue.string) ?? .null,
            "prompt_token_ids": ids(completion.promptTokens),
            "prompt_logprobs": completion.promptLogprobs.map { .array($0.map { $0.map(position) ?? .null }) } ?? .null,
            "outputs": .array(completion.choices.map(choice)),
            "finished": true,
            "num_cached_tokens": .int(completion.usage.cachedTokens),
        ]
    }

    private func choice(_ choice: Completion.Choice) -> JSONValue {
        let hasLogprobs = !choice.logprobs.isEmpty
        let sum = choice.logprobs.reduce(0.0) { $0 + Double($1.chosen.logprob) }
        return [
            "index": .int(choice.index),
            "text": .string(choice.text),
            "token_ids": ids(choice.tokens),
            "cumulative_logprob": hasLogprobs ? number(sum) : .null,
            "logprobs": hasLogprobs ? .array(choice.logprobs.map(position)) : .null,
            "finish_reason": choice.finishReason.map { .string($0 == .cancelled ? "abort" : $0.rawValue) } ?? .null,
            "stop_reason": choice.stopReason.map(stop) ?? .null,
        ]
    }

    private func stop(_ reason: StopReason) -> JSONValue {
        switch reason {
        case .string(let text): .string(text)
        case .token(let token): .int(Int(token))
        }
    }

    /// Keyed by token id, the chosen token among the most likely ones.
    private func position(_ position: PositionLogprobs) -> JSONValue {
        var result = JSONObject()
        for entry in [position.chosen] + position.top where result["\(entry.token)"] == nil {
            result["\(entry.token)"] = [
                "logprob": number(Double(entry.logprob)), "rank": .int(entry.rank),
                "decoded_token": .string(decode(entry.token)),
            ]
        }
        return .object(result)
    }

    private func ids(_ tokens: [Int32]) -> JSONValue { .array(tokens.map { .int(Int($0)) }) }

    /// JSON has no infinity; a token that cannot be chosen gets what vLLM writes for it.
    private func number(_ value: Double) -> JSONValue { .double(value.isFinite ? value : -9999) }
}
