internal import Support

/// config.json, as far as text generation needs it.
package struct ModelConfiguration: Sendable {
    /// The family: "qwen2", "llama", …
    package let modelType: String
    /// The longest sequence the model was trained for, or nil where it does not say.
    package let contextLength: Int?
    /// How far some layers look back; nil where all see everything.
    package let slidingWindow: Int?

    /// The names under which the families tell their context, the usual one first.
    private static let contextKeys = [
        "max_position_embeddings", "n_positions", "seq_length", "max_seq_len", "max_sequence_length", "n_ctx",
    ]

    init(_ config: JSONObject) {
        modelType = config["model_type"]?.stringValue ?? "unknown"
        let scopes = [config, config["text_config"]?.objectValue, config["llm_config"]?.objectValue].compactMap { $0 }
        contextLength = scopes.lazy.flatMap { scope in Self.contextKeys.lazy.compactMap { scope[$0]?.intValue } }
            .first { $0 > 0 }
        slidingWindow =
            scopes.lazy.compactMap { scope in
                scope["use_sliding_window"]?.boolValue == false ? nil : scope["sliding_window"]?.intValue
            }
            .first { $0 > 0 }
    }
}
