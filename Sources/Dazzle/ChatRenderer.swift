internal import Jinja
package import Repository
internal import Support
internal import Synchronization
internal import Tokenizers

/// Writes conversations out with a model's chat templates.
final class ChatRenderer: Sendable {
    private let templates: ChatTemplates
    private let specialTokens: JSONObject
    /// Compiled templates by their source: the model's one or two, and those that callers bring.
    private let compiled = Mutex<[String: Template]>([:])

    private let partsTaken = Mutex<[String: Bool]>([:])

    private static let cacheLimit = 8

    /// - Parameter source: used instead of what the model brings.
    init(_ model: ModelFolder, _ tokenizer: Tokenizer, template source: String? = nil) {
        templates =
            source.map(ChatTemplates.init(only:)) ?? model.templates(exported: tokenizer.chatTemplate)
        specialTokens = JSONObject(
            model.specialTokens.texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    }

    func render(_ chat: Chat) throws(DazzleError) -> String {
        try checkEnding(chat)
        guard let source = chat.template ?? templates.source(withTools: !chat.tools.isEmpty) else {
            throw DazzleError(
                .templateFailed, "the model has no chat template; give one, or send a plain prompt",
                parameter: "messages")
        }
        var extra = specialTokens
        for (name, value) in chat.templateVariables { extra[name] = value }
        let messages = try chat.continueFinalMessage ? OpenEnding.mark(chat.messages) : chat.messages
        let context = ChatTemplateContext(
            messages: .array(messages.map { .object($0.json) }),
            tools: chat.tools.isEmpty ? .null : .array(chat.tools),
            documents: chat.documents.isEmpty ? .null : .array(chat.documents),
            addGenerationPrompt: chat.addGenerationPrompt, extra: extra)
        let text: String
        do {
            let limits = chat.template == nil ? RenderLimits() : Self.guestLimits
            text = try template(source).render(context, limits: limits) { .now }
        } catch {
            throw DazzleError(.templateFailed, Self.sentence(error), parameter: "messages", cause: error)
        }
        return try chat.continueFinalMessage ? OpenEnding.cut(text) : text
    }

    /// Whether a template takes lists of parts and writes `tag` for a picture; others take strings. Found out by trying.
    func takesParts(_ template: String?, tag: String) -> Bool {
        let source = template ?? templates.source(withTools: false) ?? ""
        if let known = partsTaken.withLock({ $0[source] }) { return known }
        let probe = "Dazzle"
        var chat = Chat([
            ChatMessage(["role": "user", "content": [["type": "image"], ["type": "text", "text": .string(probe)]]])
        ])
        chat.template = template
        let text = (try? render(chat)) ?? ""
        let isTaken = text.contains(probe) && text.contains(tag) && !text.contains("type")
        partsTaken.withLock { known in
            if known.count >= Self.cacheLimit { known.removeAll() }
            known[source] = isTaken
        }
        return isTaken
    }

    /// A template that a caller brings has less time than the model's own.
    private static var guestLimits: RenderLimits {
        var limits = RenderLimits()
        limits.steps = 500_000
        limits.totalStringBytes = 64 << 20
        return limits
    }

    private func checkEnding(_ chat: Chat) throws(DazzleError) {
        guard chat.continueFinalMessage, chat.addGenerationPrompt else { return }
        throw DazzleError(
            .invalidRequest, "Cannot set both `continue_final_message` and `add_generation_prompt` to True.",
            parameter: "continue_final_message")
    }

    private static func sentence(_ error: JinjaError) -> String {
        switch error.kind {
        case .raised: "the chat template refuses the conversation: \(error.message)"
        case .syntax: "the chat template is broken: \(error)"
        case .runtime: "the chat template fails on the conversation: \(error)"
        case .limit: "the chat template was stopped: \(error)"
        }
    }

    private func template(_ source: String) throws(JinjaError) -> Template {
        if let known = compiled.withLock({ $0[source] }) { return known }
        let new = try Template(source)
        compiled.withLock { templates in
            if templates.count >= Self.cacheLimit { templates.removeAll() }
            templates[source] = new
        }
        return new
    }
}

extension ModelFolder {
    /// The folder's templates, with that of the tokenizer's IR, which goes before all files.
    package func templates(exported: String?) -> ChatTemplates {
        var all = templates
        if let exported { all.override(exported) }
        return all
    }

    /// The same without loading the whole tokenizer.
    package func readTemplates() throws -> ChatTemplates {
        templates(exported: try Tokenizer.exportedChatTemplate(in: path))
    }
}
