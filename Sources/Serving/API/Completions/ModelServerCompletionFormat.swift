internal import Dazzle
internal import Support

/// `/v3/completions`, as OVMS writes it, with an id at the end for clients that look for one.
struct ModelServerCompletionFormat: AnswerFormat {
    let head: AnswerHead

    var logprobStyle: LogprobStyle { .completion(.modelServer) }
    var showsPromptLogprobsInEcho: Bool { true }
    var usageToCome: JSONValue? { .null }

    func usage(_ usage: Usage) -> JSONValue { modelServerUsage(usage) }

    func body(_ answer: WholeAnswer) -> JSONValue {
        let choices = answer.choices.map { piece -> JSONValue in
            var choice: JSONObject = [
                "finish_reason": piece.finishName, "index": .int(piece.index), "logprobs": piece.logprobs,
                "text": .string(piece.text),
            ]
            if !piece.promptLogprobs.isNull { choice["prompt_logprobs"] = piece.promptLogprobs }
            return .object(Self.adding(piece, to: choice))
        }
        var body = envelope(choices, object: "text_completion")
        body["usage"] = usage(answer.usage)
        body["id"] = .string(head.id)
        return .object(body)
    }

    func opening(_ choice: Int, usage: JSONValue?, promptTokens: [Int32]?) -> JSONValue? {
        var chunk = envelope([["index": .int(choice), "text": "", "finish_reason": .null]])
        if let usage, !usage.isNull { chunk["usage"] = usage }
        chunk["id"] = .string(head.id)
        return .object(chunk)
    }

    func chunk(_ piece: ChoicePiece, usage: JSONValue?) -> JSONValue {
        let choice: JSONObject = [
            "index": .int(piece.index), "logprobs": piece.logprobs, "text": .string(piece.text),
            "finish_reason": piece.finishName,
        ]
        var chunk = envelope([.object(Self.adding(piece, to: choice))])
        if let usage { chunk["usage"] = usage }
        chunk["id"] = .string(head.id)
        return .object(chunk)
    }

    func closing(_ usage: JSONValue) -> JSONValue {
        var chunk = envelope([])
        chunk["usage"] = usage
        chunk["id"] = .string(head.id)
        return .object(chunk)
    }

    /// What OVMS does not know comes last, and only where it was asked for.
    private static func adding(_ piece: ChoicePiece, to choice: JSONObject) -> JSONObject {
        var choice = choice
        if let tokens = piece.promptTokens { choice["prompt_token_ids"] = .tokens(tokens) }
        if let tokens = piece.tokens { choice["token_ids"] = .tokens(tokens) }
        return choice
    }

    private func envelope(_ choices: [JSONValue], object: String = "text_completion.chunk") -> JSONObject {
        [
            "choices": .array(choices), "created": .int(head.created), "model": .string(head.model),
            "object": .string(object),
        ]
    }
}
