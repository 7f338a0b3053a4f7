internal import Support

/// The texts of the special tokens, as chat templates use them.
package struct SpecialTokens: Sendable, Hashable {
    /// "bos_token" → "<s>", and so on for eos, pad, unk.
    package let texts: [String: String]

    private static let names = [
        "bos_token", "eos_token", "pad_token", "unk_token", "sep_token", "cls_token", "mask_token",
    ]

    init(tokenizerConfig: JSONObject, map: JSONObject) {
        var texts: [String: String] = [:]
        for name in Self.names {
            // Either the text itself or an object that describes the token.
            for source in [tokenizerConfig[name], map[name]] {
                if let text = source?.stringValue ?? source?["content"]?.stringValue { texts[name] = text }
            }
        }
        self.texts = texts
    }
}
