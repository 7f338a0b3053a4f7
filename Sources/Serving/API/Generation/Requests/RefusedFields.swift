internal import Support

/// Fields that ask for what this server cannot do. They are refused rather than passed over, since the answer would not
/// be what the client relies on.
///
/// Known fields that change nothing are passed over: `user`, `metadata`, `store`, `service_tier`, `prediction`,
/// `safety_identifier`, `prompt_cache_key`, `session_id`, `parallel_tool_calls`, `include_reasoning`,
/// `num_assistant_tokens`, `assistant_confidence_threshold`, `max_ngram_size`, `spaces_between_special_tokens`,
/// `guided_decoding_backend`, `guided_whitespace_pattern`, `chunk_frames`.
enum RefusedFields {
    private struct Rule {
        let names: [String]
        /// Values that ask for nothing.
        var harmless: @Sendable (JSONValue) -> Bool = isEmpty
        let reason: String
    }

    private static let rules = [
        Rule(
            names: ["response_format"], harmless: { $0["type"] == "text" },
            reason: "this server forces no format upon answers but {\"type\": \"text\"}; "
                + "describe the format in a message instead"),
        Rule(
            names: [
                "structured_outputs", "guided_json", "guided_regex", "guided_choice", "guided_grammar",
                "structural_tag",
            ],
            reason: "this server forces no format upon answers; describe the format in a message instead"),
        Rule(
            names: ["modalities"], harmless: { ($0.arrayValue ?? []).allSatisfy { $0 == "text" } },
            reason: "this server answers in text only"),
        Rule(names: ["audio"], reason: "this server answers in text only"),
        Rule(
            names: ["priority"], harmless: { $0.intValue == 0 },
            reason: "requests are served in the order they come; leave it out"),
        Rule(
            names: ["suffix"], harmless: { $0 == "" },
            reason: "answers go on at the end of the prompt (suffix is not currently supported)"),
        Rule(names: ["prompt_embeds"], reason: "prompts are texts or token ids"),
        Rule(names: ["logits_processors"], reason: "requests cannot bring code; use logit_bias or bad_words"),
        Rule(names: ["functions"], reason: "functions has been replaced by tools"),
        Rule(names: ["web_search_options"], reason: "this server does not search the web"),
        Rule(names: ["thinking_token_budget"], reason: "use max_tokens to bound the whole answer"),
        Rule(names: ["logprob_token_ids"], reason: "use top_logprobs for the most likely tokens"),
        Rule(names: ["kv_transfer_params", "vllm_xargs"], reason: "this server has nothing to apply it to"),
    ]

    static func check(_ fields: Fields) throws(APIError) {
        for rule in rules {
            for name in rule.names {
                guard let value = fields[name], !rule.harmless(value) else { continue }
                throw APIError(.unsupported, "\(name) is not supported: \(rule.reason)", parameter: name)
            }
        }
    }

    private static func isEmpty(_ value: JSONValue) -> Bool {
        value.arrayValue?.isEmpty ?? value.objectValue?.isEmpty ?? false
    }
}
