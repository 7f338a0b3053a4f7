public import Generation
internal import Models
internal import OpenVINO
internal import Repository
internal import Support
internal import Tokenizers
internal import Vision

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
        /// Whether conversations may show pictures and clips.
        public let readsMedia: Bool
    }

    public let info: Info
    /// The model's own recommendations where it has any, else OpenAI's defaults.
    public let defaults: SamplingParameters

    private let engine: Engine
    let tokenizer: Tokenizer
    let templates: ChatRenderer
    /// nil for models that only read text.
    let vision: VisionService?
    /// Decodes and prepares pictures.
    let preparation: WorkPool
    let mediaReader: MediaReader
    private let endTokenIDs: Set<Int32>

    private init(
        info: Info, engine: Engine, tokenizer: Tokenizer, templates: ChatRenderer, vision: VisionService?,
        mediaReader: MediaReader, folder: ModelFolder
    ) throws {
        self.mediaReader = mediaReader
        preparation = try WorkPool(name: "preparing pictures", threads: 2, limit: 1024)
        self.info = info
        self.engine = engine
        self.vision = vision
        self.tokenizer = tokenizer
        self.templates = templates
        endTokenIDs = Set(folder.generationDefaults.endTokenIDs)
        defaults = SamplingParameters(folder.generationDefaults)
    }

    deinit { engine.shutDown() }

    /// Loads a folder that `optimum-cli export openvino` wrote.
    public static func load(_ folder: String, options: LoadOptions = LoadOptions()) async throws -> LanguageModel {
        let model = try ModelFolder(path: folder)
        let family = try VisionFamilies.family(of: model)
        let engine = try await Engine.start(options, model, family)
        let (tokenizer, templates, vision) = try await DedicatedThread.run {
            let tokenizer = try Tokenizer(folder: model.path)
            return (
                tokenizer, ChatRenderer(model, tokenizer, template: options.chatTemplate),
                try family.map { try VisionFamilies.service(of: $0, model, options) }
            )
        }
        let info = Info(
            name: model.path.split(separator: "/").last.map(String.init) ?? model.path,
            type: model.configuration.modelType, device: options.device,
            contextLength: engine.contextLength, vocabularySize: engine.vocabularySize,
            cacheTokens: engine.cache.tokenCapacity, readsMedia: vision != nil)
        return try LanguageModel(
            info: info, engine: engine, tokenizer: tokenizer, templates: templates,
            vision: vision, mediaReader: try MediaReader(options.media, observer: options.mediaObserver), folder: model)
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
        try await stream(try await prepare(prompt), parameters ?? defaults)
    }

    package func stream(
        _ prompt: PreparedPrompt, _ parameters: SamplingParameters, cacheSalt: String? = nil
    ) async throws -> CompletionStream {
        try await encodeMedia(of: prompt, parameters, cacheSalt: cacheSalt)
        return try submit(prompt, parameters, cacheSalt: cacheSalt)
    }

    /// Hands a prompt to the engine. Pictures that are not encoded yet hold the engine up when their turn comes.
    ///
    /// - Parameter cacheSalt: requests share cached prompts only with requests of the same salt.
    package func submit(
        _ prompt: PreparedPrompt, _ parameters: SamplingParameters, cacheSalt: String? = nil
    ) throws -> CompletionStream {
        CompletionStream(
            promptTokens: prompt.tokens, handle: try engine.submit(request(prompt, parameters, cacheSalt)),
            parameters: parameters, model: self)
    }

    /// Encodes those of a prompt's pictures whose place is not in the cache.
    package func encodeMedia(
        of prompt: PreparedPrompt, _ parameters: SamplingParameters, cacheSalt: String? = nil
    ) async throws {
        guard let visual = prompt.visual else { return }
        let cached = await engine.cachedPrefix(of: request(prompt, parameters, cacheSalt))
        try await encode(visual.missing(after: cached))
    }

    private func request(
        _ prompt: PreparedPrompt, _ parameters: SamplingParameters, _ cacheSalt: String?
    ) -> GenerationRequest {
        var request = GenerationRequest(promptTokens: prompt.tokens, parameters: parameters, endTokenIDs: endTokenIDs)
        if let cacheSalt { request.cacheSalt = Hash128(of: cacheSalt) }
        if let visual = prompt.visual {
            request.spans = visual.spans
            request.attachment = EmbeddedPrompt(visual.prompt, media: visual.media)
        }
        return request
    }

    // MARK: Text and tokens

    /// The prompt as the model will see it.
    public func tokenize(_ prompt: Prompt) async throws -> [Int32] { try await prepare(prompt).tokens }

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
