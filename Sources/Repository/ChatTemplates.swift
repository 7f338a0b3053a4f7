internal import Support

/// A model's chat templates: most have one, some another for conversations with tools.
package struct ChatTemplates: Sendable, Hashable {
    package private(set) var byName: [String: String] = [:]

    package var isEmpty: Bool { byName.isEmpty }

    /// The template for a conversation, as transformers picks it.
    package func source(withTools: Bool) -> String? {
        if withTools, let special = byName["tool_use"] { return special }
        return byName["default"] ?? (byName.count == 1 ? byName.values.first : nil)
    }

    /// One template for every conversation.
    package init(only source: String) { byName = ["default": source] }

    /// Looks where exporters and hubs have put templates over time; what comes later wins.
    init(_ files: ConfigurationFiles, tokenizerConfig: JSONObject) throws(DazzleError) {
        add(tokenizerConfig["chat_template"])
        add(try files.object("processor_config.json")?["chat_template"])
        add(try files.object("chat_template.json")?["chat_template"])
        if let text = try files.text("chat_template.jinja") { byName["default"] = text }
    }

    /// A text, or a list of `{"name", "template"}`.
    private mutating func add(_ value: JSONValue?) {
        if let text = value?.stringValue {
            byName["default"] = text
        }
        for entry in value?.arrayValue ?? [] {
            guard let name = entry["name"]?.stringValue, let text = entry["template"]?.stringValue else { continue }
            byName[name] = text
        }
    }

    /// The template that the tokenizer's IR carries goes before all files.
    package mutating func override(_ source: String) { byName["default"] = source }
}
