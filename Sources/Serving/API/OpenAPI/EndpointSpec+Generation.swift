internal import HTTPServer

extension EndpointSpec {
    static let generation = [
        EndpointSpec(
            topic: .generation, method: .post,
            patterns: ["/v1/chat/completions", "/v3/chat/completions", "/v3/v1/chat/completions"],
            summary: "Answers a conversation.",
            discussion: [
                "With `stream` the answer comes as events of `text/event-stream`: `data:` and a JSON object, then a blank "
                    + "line; the last is `data: [DONE]`. The first event of a choice comes with its first token and holds the "
                    + "role.",
                "A client that closes its connection cancels its request.",
            ],
            body: BodySpec(
                name: "ChatCompletionRequest",
                groups: [
                    FieldGroup(
                        title: "Prompt",
                        fields: [GenerationFields.messages, model] + GenerationFields.media + GenerationFields.template
                            + GenerationFields.promptHandling),
                    FieldGroup(
                        title: "Length and log-probabilities",
                        fields: GenerationFields.chatMaxTokens + GenerationFields.chatLogprobs),
                ] + GenerationFields.shared),
            example: #"{"messages": [{"role": "user", "content": "Why are zebras striped?"}], "max_tokens": 64}"#,
            answers: [
                Answer(
                    200, "The answer, or events.",
                    #"{"id":"chatcmpl-0f2a","object":"chat.completion","created":1764000000,"model":"qwen","choices":[{"index":0,"message":{"role":"assistant","content":"Against flies."},"logprobs":null,"finish_reason":"stop","stop_reason":null}],"usage":{"prompt_tokens":24,"total_tokens":29,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":16}}}"#
                )
            ] + errors),
        EndpointSpec(
            topic: .generation, method: .post,
            patterns: ["/v1/completions", "/v3/completions", "/v3/v1/completions"],
            summary: "Continues a text.",
            discussion: [
                "Several prompts are computed together. Their choices are numbered on: with `n` choices each, those of the "
                    + "second prompt begin at `n`."
            ],
            body: BodySpec(
                name: "CompletionRequest",
                groups: [
                    FieldGroup(
                        title: "Prompt",
                        fields: [GenerationFields.prompt, model] + GenerationFields.plainPrompt
                            + GenerationFields.promptHandling),
                    FieldGroup(
                        title: "Length and log-probabilities",
                        fields: GenerationFields.textMaxTokens + GenerationFields.textLogprobs),
                ] + GenerationFields.shared),
            example: #"{"prompt": "Zebras are", "max_tokens": 32, "temperature": 0}"#,
            answers: [
                Answer(
                    200, "The continuation, or events.",
                    #"{"id":"cmpl-0f2a","object":"text_completion","created":1764000000,"model":"qwen","choices":[{"index":0,"text":" striped.","logprobs":null,"finish_reason":"stop","stop_reason":null}],"usage":{"prompt_tokens":3,"total_tokens":5,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":0}}}"#
                )
            ] + errors),
    ]
}
