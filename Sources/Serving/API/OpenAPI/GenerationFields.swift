/// What the two generation routes take, once for both.
enum GenerationFields {
    static let messages = Field(
        "messages", .array(.object),
        "The conversation: objects with `role`, and `content` as a text or as a list of parts: `text`, and for models that "
            + "see `image_url`, `image`, `video_url` and `video`, with `min_pixels`, `max_pixels` and `fps` beside them. A part "
            + "with a `uuid` is kept for a while and may be shown again by its `uuid` alone. Also read are `name`, `tool_calls`, `tool_call_id` and `reasoning_content`.",
        .required)

    static let media = [
        Field(
            "mm_processor_kwargs", .object,
            "How pictures and clips are read where their parts do not say: `min_pixels`, `max_pixels`, `num_crops` (also "
                + "`max_slice_nums`, `max_dynamic_patch`), `fps`, `num_frames`. The operator's own are the most there is."
        ),
        Field(
            "media_io_kwargs", .object, "The same for frames of clips: `{\"video\": {\"num_frames\": 32}}` or `fps`."),
    ]

    static let prompt = Field(
        "prompt",
        .either([.string, .array(.string), .array(.integer(0...Int.max)), .array(.array(.integer(0...Int.max)))]),
        "A text, token ids, or a list of at most 256 of either.", .required)

    static let template = [
        Field("tools", .array(.object), "Functions that the template tells the model of, in OpenAI's form."),
        Field(
            "tool_choice", .either([.string, .object]),
            "`auto` or `none`. `required` and named functions are refused, since no format is forced upon answers.",
            default: "`auto`"),
        Field("documents", .array(.object), "Texts to answer from, for templates that know them."),
        Field("chat_template_kwargs", .object, "More variables for the template, such as `enable_thinking`."),
        Field("reasoning_effort", .string, "A variable of that name for the template."),
        Field(
            "chat_template", .string,
            "A Jinja template to use instead of the model's, where `--trust-request-chat-template` is set."),
        Field("add_generation_prompt", .bool, "Begin the answer.", default: "true"),
        Field(
            "continue_final_message", .bool,
            "Leave the last message open and continue it. Excludes `add_generation_prompt`.", default: "false"),
        Field(
            "add_special_tokens", .bool, "Let the tokenizer add its special tokens to what the template wrote.",
            default: "false"),
    ]

    static let plainPrompt = [
        Field("add_special_tokens", .bool, "Let the tokenizer add its special tokens to texts.", default: "true")
    ]

    static let promptHandling = [
        Field("echo", .bool, "Show the prompt before the answer.", default: "false"),
        Field(
            "truncate_prompt_tokens", .integer(-1...Int.max),
            "Keep so many tokens of the prompt; -1 keeps what leaves room for the answer."),
        Field("truncation_side", .choice(["left", "right"]), "Where to cut.", default: "`left`"),
        Field("cache_salt", .string, "Share cached prompts only with requests that bring the same. 1 to 1024 bytes."),
    ]

    private static let natural = 0...Double.greatestFiniteMagnitude

    static let choosing = FieldGroup(
        title: "Choosing tokens",
        fields: [
            Field(
                "temperature", .number(natural), "0 always takes the likeliest token.", default: "the model's, else 1"),
            Field("top_p", .number(0...1), "Keep the likeliest that reach this share.", default: "the model's, else 1"),
            Field("top_k", .integer(-1...Int.max), "Keep so many; 0 and -1 keep all.", default: "the model's, else 0"),
            Field(
                "min_p", .number(0...1), "Keep those this likely beside the likeliest.", default: "the model's, else 0"),
            Field("do_sample", .bool, "false is temperature 0."),
            Field(
                "repetition_penalty", .number(natural), "Above 1 makes what was seen less likely.",
                default: "the model's, else 1"),
            Field("presence_penalty", .number(-2...2), "Taken from tokens of the answer once.", default: "0"),
            Field("frequency_penalty", .number(-2...2), "Taken from them for each time.", default: "0"),
            Field("logit_bias", .object, "Added to logits, by token id; -100 to 100.", default: "{}"),
            Field("allowed_token_ids", .array(.integer(0...Int.max)), "No other tokens can come."),
            Field("bad_words", .array(.string), "Texts that cannot come."),
            Field("seed", .integer(), "Equal seeds draw equally. -1 draws one.", default: "drawn"),
        ])

    static let choices = FieldGroup(
        title: "Several choices",
        fields: [
            Field("n", .integer(1...Int.max), "Choices.", default: "1"),
            Field(
                "best_of", .integer(1...Int.max),
                "Candidates of which the `n` likeliest are returned; not with `stream`. With beam search, and under `/v3`, the "
                    + "number of beams.", default: "`n`"),
            Field("use_beam_search", .bool, "Search for the likeliest answers.", default: "false"),
            Field("length_penalty", .number(), "Of beam search: above 0 favours long answers.", default: "1"),
            Field("early_stopping", .either([.bool, .choice(["never"])]), "Of beam search.", default: "false"),
        ])

    static let chatMaxTokens = [
        Field("max_completion_tokens", .integer(1...Int.max), "The longest answer.", default: "what the context holds"),
        Field("max_tokens", .integer(1...Int.max), "The same, by its older name."),
    ]
    static let textMaxTokens = [
        Field(
            "max_tokens", .integer(0...Int.max), "The longest answer; 0 only with `echo`.",
            default: "16; under `/v3` what the context holds"),
        Field("max_completion_tokens", .integer(1...Int.max), "The same, by its newer name."),
    ]

    static let ending = FieldGroup(
        title: "Ending",
        fields: [
            Field("min_tokens", .integer(0...Int.max), "Nothing ends the answer before.", default: "0"),
            Field(
                "stop", .either([.string, .array(.string)]),
                "Texts that end the answer: at most 64, of at most 1024 bytes."),
            Field("stop_token_ids", .array(.integer(0...Int.max)), "Tokens that end the answer."),
            Field("include_stop_str_in_output", .bool, "Keep the text that ended it.", default: "false"),
            Field("ignore_eos", .bool, "Go on after the model's own end.", default: "false"),
        ])

    static let chatLogprobs = [
        Field("logprobs", .bool, "Tell how likely each token was.", default: "false"),
        Field("top_logprobs", .integer(0...20), "And so many alternatives.", default: "0"),
    ]
    static let textLogprobs = [
        Field("logprobs", .integer(0...20), "Tell how likely each token was, and so many alternatives.")
    ]

    static let answer = FieldGroup(
        title: "Answer",
        fields: [
            Field("stream", .bool, "Send the answer as it is written.", default: "false"),
            Field(
                "stream_options", .object,
                "`include_usage`: an event with the usage at the end; `continuous_usage_stats`: usage in all events."
            ),
            Field(
                "prompt_logprobs", .integer(0...20),
                "How likely the prompt's tokens were, with so many alternatives. Not with `stream`."),
            Field("skip_special_tokens", .bool, "Leave special tokens out of the text.", default: "true"),
            Field(
                "return_tokens_as_token_ids", .bool, "In log-probabilities, write `token_id:5`.", default: "false"),
            Field("return_token_ids", .bool, "Add the ids of prompt and answer.", default: "false"),
            Field("request_id", .string, "Names the request in answer and log. 1 to 128 bytes.", default: "drawn"),
        ])

    /// The same for both.
    static let shared = [choosing, choices, ending, answer, ignored, refused]
}
