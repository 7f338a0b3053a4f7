package import Support

/// The variables of a chat template, named as transformers names them.
package struct ChatTemplateContext: Sendable {
    package var messages: JSONValue
    /// What the model may call; null tells the template that there is nothing.
    package var tools: JSONValue
    package var documents: JSONValue
    package var addGenerationPrompt: Bool
    /// Everything else: special tokens, and switches such as `enable_thinking`.
    package var extra: JSONObject

    package init(
        messages: JSONValue, tools: JSONValue = .null, documents: JSONValue = .null,
        addGenerationPrompt: Bool = true, extra: JSONObject = JSONObject()
    ) {
        self.messages = messages
        self.tools = tools
        self.documents = documents
        self.addGenerationPrompt = addGenerationPrompt
        self.extra = extra
    }

    package var variables: JSONObject {
        var variables: JSONObject = [
            "messages": messages, "tools": tools, "documents": documents,
            "add_generation_prompt": .bool(addGenerationPrompt),
        ]
        for (name, value) in extra { variables[name] = value }
        return variables
    }
}

extension Template {
    package func render(
        _ context: ChatTemplateContext, limits: RenderLimits = RenderLimits(), clock: @escaping () -> LocalTime
    ) throws(JinjaError) -> String {
        try render(context.variables, limits: limits, clock: clock)
    }
}
