internal import Support

/// generation_config.json: what the model's authors recommend. nil where they say nothing.
package struct GenerationDefaults: Sendable, Hashable {
    package var temperature: Double?
    package var topP: Double?
    package var topK: Int?
    package var minP: Double?
    package var repetitionPenalty: Double?
    package var maxNewTokens: Int?
    /// Any of these ends an answer.
    package var endTokenIDs: [Int32] = []

    package init() {}

    init(_ generation: JSONObject, config: JSONObject) {
        temperature = generation["temperature"]?.doubleValue
        // `do_sample: false` is how transformers says greedy; a file without it leaves the choice to the caller.
        if generation["do_sample"]?.boolValue == false { temperature = 0 }
        topP = generation["top_p"]?.doubleValue
        topK = generation["top_k"]?.intValue
        minP = generation["min_p"]?.doubleValue
        repetitionPenalty = generation["repetition_penalty"]?.doubleValue
        maxNewTokens = generation["max_new_tokens"]?.intValue
        endTokenIDs =
            Self.ids(generation["eos_token_id"]) ?? Self.ids(config["eos_token_id"])
            ?? Self.ids(config["text_config"]?["eos_token_id"]) ?? []
    }

    /// A single id or a list of them.
    private static func ids(_ value: JSONValue?) -> [Int32]? {
        let all = value?.arrayValue ?? value.map { [$0] } ?? []
        let ids = all.compactMap { $0.intValue.flatMap { Int32(exactly: $0) } }.filter { $0 >= 0 }
        return ids.isEmpty ? nil : ids
    }
}
