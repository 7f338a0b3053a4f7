internal import Dazzle
internal import Support

/// The body of a request to `chat/completions`.
struct ChatRequest: Sendable {
    var options: GenerationOptions
    var chat: Chat
    /// Who speaks in the answer.
    var role = "assistant"
    /// What an echo shows before the answer.
    var echoedText = ""

    init(
        _ fields: Fields, dialect: Dialect, limits: APIOptions, defaults: SamplingParameters,
        readsMedia: Bool = false
    ) throws(APIError) {
        let rules = FieldRules(
            dialect: dialect, maxTokensFields: ["max_completion_tokens", "max_tokens"], maxTokens: nil,
            addSpecialTokens: false, maxLogprobs: limits.maxLogprobs)
        options = try GenerationOptions(fields, rules, defaults: defaults)
        try Self.readLogprobs(fields, rules, &options)
        chat = Chat(try ChatMessages.read(fields, readsMedia: readsMedia))
        try limits.mediaLimits.check(chat.messages)
        try Self.readMediaOptions(fields, &chat.messages)
        chat.tools = try ChatTools.read(fields, dialect)
        chat.documents = try fields.list("documents", of: "an object") { $0.objectValue.map(JSONValue.object) } ?? []
        try readTemplate(fields, isTrusted: limits.trustsRequestTemplates)
        readEcho()
    }

    private static func readLogprobs(
        _ fields: Fields, _ rules: FieldRules, _ options: inout GenerationOptions
    ) throws(APIError) {
        let isWanted = try fields.bool("logprobs") ?? false
        let alternatives = try fields.int("top_logprobs")
        try options.checkLogprobs("top_logprobs", alternatives, rules.maxLogprobs)
        if isWanted {
            options.sampling.logprobs = alternatives ?? 0
        } else if let alternatives, alternatives > 0 {
            throw APIError(
                .invalidValue, "when using `top_logprobs`, `logprobs` must be set to true.", parameter: "top_logprobs")
        }
    }

    /// Hold for every picture and clip, unless a part says otherwise.
    private static func readMediaOptions(_ fields: Fields, _ messages: inout [ChatMessage]) throws(APIError) {
        let names = ["mm_processor_kwargs", "media_io_kwargs"]
        guard names.contains(where: { fields[$0] != nil }) else { return }
        var common = MediaInput.Options()
        for name in names {
            guard let object = try fields.object(name)?.object else { continue }
            do {
                let options =
                    name == names[0]
                    ? try MediaKeywords.options(processor: object) : try MediaKeywords.options(io: object)
                common = common.merged(over: options)
            } catch {
                throw APIError(
                    .invalidValue, name + (error.text.hasPrefix(":") ? "" : " ") + error.text, parameter: name)
            }
        }
        for message in messages.indices {
            for index in messages[message].media.indices {
                messages[message].media[index].options = messages[message].media[index].options.merged(over: common)
            }
        }
    }

    /// Variables that requests set with fields of their own.
    private static let ownNames = ["messages", "tools", "documents", "chat_template"]

    private mutating func readTemplate(_ fields: Fields, isTrusted: Bool) throws(APIError) {
        let variables = try fields.object("chat_template_kwargs")
        for name in Self.ownNames where variables?[name] != nil {
            throw APIError(
                .invalidValue, "chat_template_kwargs must not hold \(name); use the field \(name)",
                parameter: "chat_template_kwargs")
        }
        chat.addGenerationPrompt = try Self.flag("add_generation_prompt", variables, fields) ?? true
        chat.continueFinalMessage = try Self.flag("continue_final_message", variables, fields) ?? false
        chat.templateVariables = variables?.object ?? JSONObject()
        chat.templateVariables["add_generation_prompt"] = nil
        chat.templateVariables["continue_final_message"] = nil
        if let effort = try fields.string("reasoning_effort"), chat.templateVariables["reasoning_effort"] == nil {
            chat.templateVariables["reasoning_effort"] = .string(effort)
        }
        chat.template = try fields.string("chat_template")
        guard chat.template == nil || isTrusted else {
            throw APIError(
                .invalidValue,
                "Chat template is passed with request, but --trust-request-chat-template is not set. "
                    + "Refused request with untrusted chat template. Leave chat_template out.",
                parameter: "chat_template")
        }
    }

    /// OVMS takes these two among the template's variables.
    private static func flag(_ name: String, _ variables: Fields?, _ fields: Fields) throws(APIError) -> Bool? {
        if let value = try variables?.bool(name) { return value }
        return try fields.bool(name)
    }

    private mutating func readEcho() {
        guard let last = chat.messages.last?.json else { return }
        let lastRole = last["role"]?.stringValue ?? role
        if !chat.addGenerationPrompt { role = lastRole }
        if options.echo, lastRole == role { echoedText = last["content"]?.stringValue ?? "" }
    }
}
