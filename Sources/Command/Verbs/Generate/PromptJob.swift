internal import Dazzle

/// One prompt to answer.
struct PromptJob: Sendable {
    /// For messages about it: "line 3 of …".
    var name: String
    var prompt: Prompt
    /// What this prompt alone asks for, over what the command line says.
    var sampling = SamplingOverrides()

    init(name: String, prompt: Prompt) {
        self.name = name
        self.prompt = prompt
    }

    /// A prompt from the command line or standard input.
    init(text: String, number: Int, options: GenerateOptions) {
        self.init(
            name: "prompt \(number)", prompt: options.asksInChat ? Self.question(text, options) : .text(text))
    }

    /// A line of an --input file.
    init(line: String, number: Int, options: GenerateOptions) throws(Failure) {
        let name = "line \(number)"
        guard let fields = try TextFile.parseJSON(line, named: name).objectValue else {
            throw Failure("\(name) is no JSON object; write {\"prompt\": \"…\"}")
        }
        do {
            self.init(name: name, prompt: try Self.prompt(fields, options))
            for (key, value) in fields where !Self.promptKeys.contains(key) {
                guard try sampling.take(key, value) else {
                    let known = SamplingOverrides.groups.flatMap(\.options).map { $0.name.map { $0 == "-" ? "_" : $0 } }
                    let hint = nearest(to: key, in: known.map { String($0) } + Self.promptKeys)
                    throw Failure("there is no option \"\(key)\"." + (hint.map { " Did you mean \"\($0)\"?" } ?? ""))
                }
            }
            if let complaint = sampling.complaint { throw Failure(complaint) }
        } catch {
            throw Failure("\(name): \(error)")
        }
    }

    private static func question(_ text: String, _ options: GenerateOptions) -> Prompt {
        let media = options.media
        return chat([media.isEmpty ? .user(text) : .user(text, media: media)], options)
    }

    private static let promptKeys = ["prompt", "messages", "tools", "chat_template_kwargs"]

    private static func prompt(_ fields: JSONObject, _ options: GenerateOptions) throws(Failure) -> Prompt {
        switch (fields["prompt"], fields["messages"]) {
        case (.some, .some): throw Failure("\"prompt\" and \"messages\" exclude each other")
        case (nil, nil): throw Failure("there is neither \"prompt\" nor \"messages\"")
        case (let prompt?, nil): return try plain(prompt, options)
        case (nil, let messages?): return try conversation(messages, fields, options)
        }
    }

    private static func plain(_ value: JSONValue, _ options: GenerateOptions) throws(Failure) -> Prompt {
        if let text = value.stringValue {
            return options.asksInChat ? question(text, options) : .text(text)
        }
        let tokens = value.arrayValue?.compactMap { $0.intValue.flatMap { Int32(exactly: $0) } }
        guard let tokens, tokens.count == value.arrayValue?.count, !tokens.isEmpty else {
            throw Failure("\"prompt\" must be a text or a list of token ids")
        }
        return .tokens(tokens)
    }

    private static func conversation(
        _ value: JSONValue, _ fields: JSONObject, _ options: GenerateOptions
    ) throws(Failure) -> Prompt {
        var chat = Chat(try ChatFile.messages(value))
        chat.tools = try ChatFile.tools(fields["tools"])
        let variables = try ChatFile.variables(
            fields["chat_template_kwargs"], named: "\"chat_template_kwargs\"")
        chat.templateVariables = (options.variables ?? JSONObject()).merging(variables)
        return .chat(chat)
    }

    private static func chat(_ messages: [ChatMessage], _ options: GenerateOptions) -> Prompt {
        var chat = Chat((options.system.map { [.system($0)] } ?? []) + messages)
        chat.templateVariables = options.variables ?? JSONObject()
        return .chat(chat)
    }
}
