internal import HTTPServer

extension EndpointSpec {
    static let tokens = [
        EndpointSpec(
            topic: .tokens, method: .post,
            patterns: ["/tokenize", "/v1/tokenize", "/v3/tokenize", "/v3/v1/tokenize"],
            summary: "The token ids of a text, of a conversation or of several texts.",
            discussion: [
                "Give exactly one of `prompt`, `messages` and `text`. `text` is OpenVINO Model Server's form: the answer "
                    + "then is `{\"tokens\": [1, 2]}` for a text and `{\"tokens\": [[1], [2, 3]]}` for a list of texts.",
                "All texts of a request together may have 4 MiB, its body 8 MiB.",
            ],
            body: BodySpec(name: "TokenizeRequest", groups: tokenizeFields),
            example: #"{"prompt": "Zebras are striped.", "return_token_strs": true}"#,
            answers: [
                Answer(
                    200, "The ids.",
                    #"{"count":4,"max_model_len":32768,"tokens":[57,1284,525,13],"token_strs":["Z","ebras"," are","."]}"#
                )
            ] + errors),
        EndpointSpec(
            topic: .tokens, method: .post, patterns: ["/detokenize", "/v1/detokenize"],
            summary: "The text of token ids, special tokens included.",
            body: BodySpec(
                name: "DetokenizeRequest",
                groups: [
                    FieldGroup(
                        title: "",
                        fields: [
                            model,
                            Field("tokens", .array(.integer(0...Int.max)), "Token ids of the model.", .required),
                        ])
                ]),
            example: #"{"tokens": [57, 1284]}"#, answers: [Answer(200, "The text.", #"{"prompt":"Zebras"}"#)] + errors),
    ]

    static let model = Field(
        "model", .string, "A name of a served model. May be left out where there is only one.",
        default: "the only model")

    /// Of every request with a body.
    static let errors = [
        Answer(400, "A field is wrong; the message names it. Under `/v3`, 412 where the body is no JSON object."),
        Answer(401, "The key is missing or wrong."), Answer(404, "No such model."),
        Answer(429, "Too many requests wait; `Retry-After` says for how long to stay away."),
        Answer(503, "The model is loading, or the server shuts down."),
    ]

    private static let tokenizeFields = [
        FieldGroup(
            title: "",
            fields: [
                model, Field("prompt", .string, "A text."),
                Field("messages", .array(.object), "A conversation, written out by the model's chat template first."),
                Field("text", .either([.string, .array(.string)]), "A text or several."),
                Field(
                    "add_special_tokens", .bool, "Let the tokenizer add what it puts around a text.",
                    default: "true, but false for `messages`"),
                Field("return_token_strs", .bool, "Tell each token's text too.", default: "false"),
                Field("max_length", .integer(1...Int.max), "With `text`: keep the first so many tokens of each."),
                Field("tools", .array(.object), "With `messages`: functions that the template may tell of."),
                Field("documents", .array(.object), "With `messages`: texts that the template may tell of."),
                Field("add_generation_prompt", .bool, "With `messages`: begin the answer.", default: "true"),
                Field(
                    "continue_final_message", .bool, "With `messages`: leave the last one open.", default: "false"),
                Field("chat_template_kwargs", .object, "With `messages`: more variables for the template."),
                Field(
                    "chat_template", .string,
                    "With `messages`: a template to use instead, where `--trust-request-chat-template` is set."),
                Field("padding_side", .choice(["left", "right"]), "Answers are as long as their texts.", .ignored),
                Field("pad_to_max_length", .bool, "Unless false: answers are as long as their texts.", .refused),
            ])
    ]
}
