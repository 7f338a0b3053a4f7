internal import Dazzle
internal import Jinja
internal import ServeBench
internal import Support
internal import Tokenizers

/// The tokenizer of an exported model, without the model.
enum FolderCodec {
    static func load(_ folder: String) async throws -> TextCodec {
        let pool = try WorkPool(name: "tokenizer", threads: 2, limit: 1 << 20)
        let source = try TemplateSource.ifAny(folder)
        let tokenizer = try await pool.run { try Tokenizer(folder: folder) }
        var codec = TextCodec { text, addsSpecialTokens in
            try await pool.run { try tokenizer.encode(text, addSpecialTokens: addsSpecialTokens) }
        } decode: { tokens in
            try await pool.run { tokenizer.decode(tokens) }
        }
        if let source {
            codec.applyTemplate = { prompt, variables in try await pool.run { try source.write(prompt, variables) } }
        }
        return codec
    }
}

extension TemplateSource {
    /// nil where a model has no template; then prompts are sent as they stand.
    fileprivate static func ifAny(_ folder: String) throws -> TemplateSource? {
        do { return try TemplateSource(folder, withTools: false) } catch is Failure { return nil }
    }

    /// One message of a user, and the header of its answer.
    fileprivate func write(_ prompt: String, _ variables: JSONObject) throws -> String {
        let tokens = JSONObject(specialTokens.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
        let context = ChatTemplateContext(
            messages: [["role": "user", "content": .string(prompt)]], tools: .null, addGenerationPrompt: true,
            extra: tokens.merging(variables))
        return try Template(text).render(context.variables, clock: { .now })
    }
}
