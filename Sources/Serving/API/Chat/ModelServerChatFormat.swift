internal import Dazzle
internal import Support

/// `/v3/chat/completions`, as OVMS writes it, with an id at the end for clients that look for one.
struct ModelServerChatFormat: AnswerFormat {
    let head: AnswerHead
    let role: String

    var logprobStyle: LogprobStyle { .chat }
    var showsPromptLogprobsInEcho: Bool { false }
    var usageToCome: JSONValue? { .null }

    func usage(_ usage: Usage) -> JSONValue { modelServerUsage(usage) }

    func body(_ answer: WholeAnswer) -> JSONValue {
        var body: JSONObject = [
            "choices": .array(answer.choices.map(choice)), "created": .int(head.created),
            "model": .string(head.model), "object": "chat.completion", "usage": usage(answer.usage),
            "id": .string(head.id),
        ]
        if let first = answer.choices.first {
            if !first.promptLogprobs.isNull { body["prompt_logprobs"] = first.promptLogprobs }
            if let tokens = first.promptTokens { body["prompt_token_ids"] = .tokens(tokens) }
        }
        return .object(body)
    }

    private func choice(_ piece: ChoicePiece) -> JSONValue {
        var choice: JSONObject = [
            "finish_reason": piece.finishName, "index": .int(piece.index), "logprobs": piece.logprobs,
            "message": ["content": .string(piece.text), "role": .string(role), "tool_calls": []],
        ]
        if let tokens = piece.tokens { choice["token_ids"] = .tokens(tokens) }
        return .object(choice)
    }

    func opening(_ choice: Int, usage: JSONValue?, promptTokens: [Int32]?) -> JSONValue? {
        var chunk = envelope([
            "index": .int(choice), "delta": ["role": .string(role), "content": .null], "finish_reason": .null,
        ])
        if let usage, !usage.isNull { chunk["usage"] = usage }
        chunk["id"] = .string(head.id)
        if let promptTokens { chunk["prompt_token_ids"] = .tokens(promptTokens) }
        return .object(chunk)
    }

    func chunk(_ piece: ChoicePiece, usage: JSONValue?) -> JSONValue {
        let isEnd = piece.finishReason != nil && piece.text.isEmpty
        var choice: JSONObject = [
            "index": .int(piece.index), "logprobs": piece.logprobs,
            "delta": isEnd ? .object(JSONObject()) : ["content": .string(piece.text)],
            "finish_reason": piece.finishName,
        ]
        if let tokens = piece.tokens { choice["token_ids"] = .tokens(tokens) }
        var chunk = envelope(choice)
        if let usage { chunk["usage"] = usage }
        chunk["id"] = .string(head.id)
        return .object(chunk)
    }

    func closing(_ usage: JSONValue) -> JSONValue {
        var chunk = envelope(nil)
        chunk["usage"] = usage
        chunk["id"] = .string(head.id)
        return .object(chunk)
    }

    private func envelope(_ choice: JSONObject?) -> JSONObject {
        [
            "choices": .array(choice.map { [.object($0)] } ?? []), "created": .int(head.created),
            "model": .string(head.model), "object": "chat.completion.chunk",
        ]
    }
}
