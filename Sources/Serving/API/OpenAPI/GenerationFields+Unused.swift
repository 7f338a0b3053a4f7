extension GenerationFields {
    /// Clients send these, and nothing about the answer depends on them.
    static let ignored = FieldGroup(
        title: "Ignored",
        fields: several(
            ["user", "metadata", "store", "service_tier", "safety_identifier", "prompt_cache_key", "session_id"],
            "Nothing is kept or told apart.")
            + several(
                ["prediction", "num_assistant_tokens", "assistant_confidence_threshold", "max_ngram_size"], "A hint.")
            + several(["parallel_tool_calls", "include_reasoning"], "Answers are sent as the model writes them.")
            + several(["spaces_between_special_tokens"], "The text is what the tokens write.")
            + several(["guided_decoding_backend", "guided_whitespace_pattern"], "No format is forced upon answers.")
            + several(["chunk_frames"], "Clips are read whole."))

    static let refused = FieldGroup(
        title: "Refused",
        fields: [
            Field(
                "response_format", .object, "Unless `{\"type\": \"text\"}`: no format is forced upon answers.", .refused
            )
        ]
            + several(
                [
                    "structured_outputs", "guided_json", "guided_regex", "guided_choice", "guided_grammar",
                    "structural_tag",
                ], "No format is forced upon answers.", .refused)
            + several(["modalities", "audio"], "Answers are text.", .refused)
            + several(["priority"], "Unless 0: requests are served in the order they come.", .refused)
            + several(["suffix"], "Texts are continued at their end.", .refused)
            + several(["prompt_embeds"], "Prompts are texts or token ids.", .refused)
            + several(["logits_processors"], "Requests cannot bring code.", .refused)
            + several(["functions"], "It has been replaced by `tools`.", .refused)
            + several(["web_search_options"], "The server does not search the web.", .refused)
            + several(["thinking_token_budget"], "`max_tokens` bounds the whole answer.", .refused)
            + several(["logprob_token_ids"], "`top_logprobs` tells the likeliest.", .refused)
            + several(["kv_transfer_params", "vllm_xargs"], "There is nothing to apply them to.", .refused))

    private static func several(
        _ names: [String], _ text: String, _ treatment: Field.Treatment = .ignored
    ) -> [Field] {
        names.map { Field($0, .any, text, treatment) }
    }
}
