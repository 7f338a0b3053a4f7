internal import Dazzle
internal import Support

/// A conversation with everything that a template may ask for.
struct TemplateRequest: Hashable {
    var messages: JSONValue
    var tools: JSONValue
    /// Set by name, over all others.
    var variables: JSONObject
    var addGenerationPrompt: Bool

    /// - Parameter read: the JSON of a file, "-" for standard input.
    init(
        _ options: TemplateOptions, read: (String) throws(Failure) -> JSONValue = TextFile.readJSON
    ) throws(Failure) {
        let file = try read(options.messages ?? "-")
        messages = .array(try ChatFile.messages(file["messages"] ?? file).map { .object($0.json) })
        var found = try ChatFile.tools(file["tools"])
        if let path = options.tools { found = try ChatFile.tools(try read(path)) }
        tools = found.isEmpty ? .null : .array(found)
        let name = "\"chat_template_kwargs\""
        variables = try ChatFile.variables(file["chat_template_kwargs"], named: name)
        addGenerationPrompt = options.addGenerationPrompt
        if let more = options.variables { variables = variables.merging(more) }
    }

    /// The template's variables: those that are always there, the special tokens of the model, then what was asked for.
    func context(specialTokens: [String: String] = [:]) -> JSONObject {
        var result: JSONObject = [
            "messages": messages, "tools": tools, "documents": .null,
            "add_generation_prompt": .bool(addGenerationPrompt),
        ]
        for (name, text) in specialTokens.sorted(by: { $0.key < $1.key }) { result[name] = .string(text) }
        return result.merging(variables)
    }
}
