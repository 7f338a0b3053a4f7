public import Generation
internal import Models
internal import OpenVINO
internal import Repository
internal import Support
internal import Tokenizers

/// A model ready to write. Safe to use from anywhere; all requests share one engine and run side by side.
public final class LanguageModel: Sendable {
    /// What was loaded.
    public struct Info: Sendable, Hashable {
        /// The folder's name.
        public let name: String
        /// The family, such as "qwen2".
        public let type: String
        public let device: String
        /// The longest sequence: prompt and answer together.
        public let contextLength: Int
        public let vocabularySize: Int
        /// Tokens that the KV cache holds.
        public let cacheTokens: Int
    }

    public let info: Info
    /// The model's own recommendations where it has any, else OpenAI's defaults.
    public let defaults: SamplingParameters

    private let engine: Engine
    let tokenizer: Tokenizer
    private let templates: ChatRenderer
    private let endTokenIDs: Set<Int32>

    private init(info: Info, engine: Engine, tokenizer: Tokenizer, templates: ChatRenderer, folder: ModelFolder) {
        self.info = info
        self.engine = engine
        self.tokenizer = tokenizer
        self.templates = templates
        endTokenIDs = Set(folder.generationDefaults.endTokenIDs)
        defaults = SamplingParameters(folder.generationDefaults)
    }

    deinit { engine.shutDown() }

    /// Loads a folder that `optimum-cli export openvino` wrote.
    public static func load(_ folder: String, options: LoadOptions = LoadOptions()) async throws -> LanguageModel {
        let model = try ModelFolder(path: folder)
        let engine = try await Engine.start(options, model)
        let (tokenizer, templates) = try await DedicatedThread.run {
            let tokenizer = try Tokenizer(folder: model.path)
            return (tokenizer, ChatRenderer(model, tokenizer, template: options.chatTemplate))
        }
        let info = Info(
            name: model.path.split(separator: "/").last.map(String.init) ?? model.path,
            type: model.configuration.modelType, device: options.device,
            contextLength: engine.contextLength, vocabularySize: engine.vocabularySize,
            cacheTokens: engine.cache.tokenCapacity)
        return LanguageModel(info: info, engine: engine, tokenizer: tokenizer, templates: templates, folder: model)
    }

    // MARK: Writing

    /// Writes the whole answer.
    public func generate(_ prompt: Prompt, _ parameters: SamplingParameters? = nil) async throws -> Completion {
        try await stream(prompt, parameters).collect()
    }

    /// Answers a conversation.
    public func chat(_ messages: [ChatMessage], _ parameters: SamplingParameters? = nil) async throws -> Completion {
        try await generate(.chat(Chat(messages)), parameters)
    }

    /// Writes piece by piece. Ends early when the stream is dropped.
    public func stream(_ prompt: Prompt, _ parameters: SamplingParameters? = nil) async throws -> CompletionStream {
        try stream(tokens: try await tokenize(prompt), parameters ?? defaults)
    }

    /// - Parameter cacheSalt: requests share cached prompts only with requests of the same salt.
    package func stream(
        tokens: [Int32], _ parameters: SamplingParameters, cacheSalt: String? = nil
    ) throws -> CompletionStream {
        var request = GenerationRequest(promptTokens: tokens, parameters: parameters, endTokenIDs: endTokenIDs)
        if let cacheSalt { request.cacheSalt = Hash128(of: cacheSalt) }
        return CompletionStream(
            promptTokens: tokens, handle: try engine.submit(request), parameters: parameters, model: self)
    }

    // MARK: Text and tokens

    /// The prompt as the model will see it.
    public func tokenize(_ prompt: Prompt) async throws -> [Int32] {
        switch prompt {
        case .tokens(let tokens): tokens
        case .text(let text): try tokenizer.encode(text, addSpecialTokens: true)
        // A template writes the special tokens itself.
        case .chat(let chat): try tokenizer.encode(try templates.render(chat), addSpecialTokens: false)
        }
    }

    package func tokenize(_ text: String, addSpecialTokens: Bool) throws -> [Int32] {
        try tokenizer.encode(text, addSpecialTokens: addSpecialTokens)
    }

    /// What a token writes; may be a part of a character.
    package func tokenBytes(_ token: Int32) -> [UInt8] { Array(tokenizer.vocabulary.bytes(of: token)) }

    public func detokenize(_ tokens: [Int32], skipSpecialTokens: Bool = true) -> String {
        tokenizer.decode(tokens, skipSpecialTokens: skipSpecialTokens)
    }

    /// The engine's latest figures.
    package var statistics: SchedulerStatistics { engine.statistics }

    /// The text that the model's chat template makes of a conversation.
    public func render(_ chat: Chat) throws -> String { try templates.render(chat) }
}
