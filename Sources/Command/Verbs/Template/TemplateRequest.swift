internal import Dazzle
internal import Jinja
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
        let tokens = JSONObject(specialTokens.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
        return ChatTemplateContext(
            messages: messages, tools: tools, addGenerationPrompt: addGenerationPrompt, extra: tokens.merging(variables)
        ).variables
    }
}
