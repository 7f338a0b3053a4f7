internal import Dazzle
internal import Support

/// `/v1/chat/completions`, as vLLM writes it.
struct OpenAIChatFormat: AnswerFormat {
    let head: AnswerHead
    let role: String

    var logprobStyle: LogprobStyle { .chat }
    var showsPromptLogprobsInEcho: Bool { false }
    var usageToCome: JSONValue? { nil }

    func usage(_ usage: Usage) -> JSONValue { openAIUsage(usage) }

    func body(_ answer: WholeAnswer) -> JSONValue {
        [
            "id": .string(head.id), "object": "chat.completion", "created": .int(head.created),
            "model": .string(head.model), "choices": .array(answer.choices.map(choice)), "service_tier": .null,
            "system_fingerprint": .null, "usage": usage(answer.usage),
            "prompt_logprobs": answer.choices.first?.promptLogprobs ?? .null,
            "prompt_token_ids": .tokens(answer.choices.first?.promptTokens), "kv_transfer_params": .null,
        ]
    }

    private func choice(_ piece: ChoicePiece) -> JSONValue {
        [
            "index": .int(piece.index),
            "message": [
                "role": .string(role), "content": .string(piece.text), "refusal": .null, "annotations": .null,
                "audio": .null, "function_call": .null, "tool_calls": [], "reasoning_content": .null,
                "reasoning": .null,
            ],
            "logprobs": piece.logprobs, "finish_reason": piece.finishName, "stop_reason": piece.stopName,
            "token_ids": .tokens(piece.tokens),
        ]
    }

    func opening(_ choice: Int, usage: JSONValue?, promptTokens: [Int32]?) -> JSONValue? {
        var chunk = envelope([
            "index": .int(choice), "delta": ["role": .string(role), "content": ""], "logprobs": .null,
            "finish_reason": .null,
        ])
        if let usage { chunk["usage"] = usage }
        chunk["prompt_token_ids"] = .tokens(promptTokens)
        return .object(chunk)
    }

    func chunk(_ piece: ChoicePiece, usage: JSONValue?) -> JSONValue {
        var choice: JSONObject = [
            "index": .int(piece.index), "delta": ["content": .string(piece.text)], "logprobs": piece.logprobs,
            "finish_reason": piece.finishName,
        ]
        if piece.finishReason != nil { choice["stop_reason"] = piece.stopName }
        choice["token_ids"] = .tokens(piece.tokens)
        var chunk = envelope(choice)
        if let usage { chunk["usage"] = usage }
        return .object(chunk)
    }

    func closing(_ usage: JSONValue) -> JSONValue {
        var chunk = envelope(nil)
        chunk["usage"] = usage
        return .object(chunk)
    }

    private func envelope(_ choice: JSONObject?) -> JSONObject {
        [
            "id": .string(head.id), "object": "chat.completion.chunk", "created": .int(head.created),
            "model": .string(head.model), "choices": .array(choice.map { [.object($0)] } ?? []),
        ]
    }
}
