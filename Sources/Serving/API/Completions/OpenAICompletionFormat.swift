internal import Dazzle
internal import Support

/// `/v1/completions`, as vLLM writes it.
struct OpenAICompletionFormat: AnswerFormat {
    let head: AnswerHead

    var logprobStyle: LogprobStyle { .completion(.openAI) }
    var showsPromptLogprobsInEcho: Bool { true }
    var usageToCome: JSONValue? { nil }

    func usage(_ usage: Usage) -> JSONValue { openAIUsage(usage) }

    func body(_ answer: WholeAnswer) -> JSONValue {
        let choices = answer.choices.map { piece -> JSONValue in
            [
                "index": .int(piece.index), "text": .string(piece.text), "logprobs": piece.logprobs,
                "finish_reason": piece.finishName, "stop_reason": piece.stopName, "token_ids": .tokens(piece.tokens),
                "prompt_logprobs": piece.promptLogprobs, "prompt_token_ids": .tokens(piece.promptTokens),
            ]
        }
        var body = envelope(choices)
        body["service_tier"] = .null
        body["system_fingerprint"] = .null
        body["usage"] = usage(answer.usage)
        body["kv_transfer_params"] = .null
        return .object(body)
    }

    func opening(_ choice: Int, usage: JSONValue?, promptTokens: [Int32]?) -> JSONValue? { nil }

    func chunk(_ piece: ChoicePiece, usage: JSONValue?) -> JSONValue {
        var choice: JSONObject = [
            "index": .int(piece.index), "text": .string(piece.text), "logprobs": piece.logprobs,
            "finish_reason": piece.finishName, "stop_reason": piece.stopName,
        ]
        if let tokens = piece.promptTokens { choice["prompt_token_ids"] = .tokens(tokens) }
        if let tokens = piece.tokens { choice["token_ids"] = .tokens(tokens) }
        var chunk = envelope([.object(choice)])
        if let usage { chunk["usage"] = usage }
        return .object(chunk)
    }

    func closing(_ usage: JSONValue) -> JSONValue {
        var chunk = envelope([])
        chunk["usage"] = usage
        return .object(chunk)
    }

    private func envelope(_ choices: [JSONValue]) -> JSONObject {
        [
            "id": .string(head.id), "object": "text_completion", "created": .int(head.created),
            "model": .string(head.model), "choices": .array(choices),
        ]
    }
}
