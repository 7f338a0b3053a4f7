internal import Support
internal import Tokenizers
internal import Vision

extension LanguageModel {
    /// Tokenizes a prompt, and fetches and decodes the pictures in it.
    package func prepare(_ prompt: Prompt) async throws -> PreparedPrompt {
        switch prompt {
        case .tokens(let tokens): return PreparedPrompt(tokens: tokens)
        case .text(let text): return PreparedPrompt(tokens: try tokenizer.encode(text, addSpecialTokens: true))
        // A template writes the special tokens itself.
        case .chat(let chat): return try compose(chat, await load(chat.media), addSpecialTokens: false).prompt
        }
    }

    /// Writes a conversation out and tokenizes it.
    ///
    /// - Parameter media: of all messages, in order.
    package func compose(
        _ chat: Chat, _ media: [LoadedMedia], addSpecialTokens: Bool
    ) throws -> (prompt: PreparedPrompt, text: String) {
        guard let vision else {
            let text = try templates.render(chat)
            return (
                PreparedPrompt(tokens: try tokenizer.encode(text, addSpecialTokens: addSpecialTokens)), text
            )
        }
        let family = vision.family
        let hasParts = chat.messages.contains { $0.json["content"]?.arrayValue != nil }
        let takesParts = hasParts && templates.takesParts(chat.template, tag: family.tag(.image, index: 0))
        let written = MediaMessages(chat.messages, media, takesParts: takesParts, family)
        var chat = chat
        chat.messages = written.messages
        let text = try templates.render(chat)
        let prompt = try family.compose(
            text, written.items.map(\.layout), addSpecialTokens: addSpecialTokens,
            { [tokenizer] text, addsTokens in try tokenizer.encode(text, addSpecialTokens: addsTokens) })
        return (PreparedPrompt(prompt, written.items, vision), text)
    }

    /// Has pictures encoded, all at once as far as the encoder can.
    func encode(_ media: [EncodedMedia]) async throws {
        guard !media.isEmpty else { return }
        let encodings = try await preparation.run { try media.map { try $0.start() } }
        for encoding in encodings { _ = try await encoding.rows() }
    }
}
