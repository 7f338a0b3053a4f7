internal import Generation
internal import Models
internal import Repository
internal import Support
internal import Vision

extension Engine {
    /// Starts an engine for a model folder.
    static func start(
        _ options: LoadOptions, _ model: ModelFolder, _ family: (any VisionFamily)?
    ) async throws -> Engine {
        try require(options.maxSequences, "max_num_seqs")
        try require(options.maxBatchedTokens, "max_num_batched_tokens")
        try require(options.cacheBytes, "cache_size")
        try require(options.maxQueuedRequests, "max_num_queued_reqs")
        var runner = RunnerConfiguration(modelPath: model.decoderPath, contextLength: try contextLength(options, model))
        runner.device = options.device
        runner.properties = options.allProperties
        runner.npu = options.npu.configuration
        runner.slidingWindow = model.configuration.slidingWindow
        runner.attention = RunnerConfiguration.Attention(rawValue: options.attention.rawValue) ?? .automatic
        runner.maxSequences = options.maxSequences
        runner.cacheBytes = options.cacheBytes
        runner.vision = VisionFamilies.decoder(of: family, model)

        var engine = EngineOptions()
        engine.maxSequences = options.maxSequences
        if let tokens = options.maxBatchedTokens { engine.maxBatchedTokens = tokens }
        engine.maxModelLength = options.maxModelLength
        engine.maxQueuedRequests = options.maxQueuedRequests
        engine.maxLogprobs = options.maxLogprobs
        engine.prefixCaching = options.prefixCaching
        engine.seed = options.seed
        return try await start(engine) { [runner] in try RunnerFactory.makeRunner(runner) }
    }

    private static func require(_ value: Int?, _ name: String) throws(DazzleError) {
        guard let value, value < 1 else { return }
        throw DazzleError(.invalidOption, "\(name) is \(value); it must be at least 1", parameter: name)
    }

    /// Where neither the model nor the caller says how long a sequence may be.
    private static let fallbackContext = 4096

    private static func contextLength(_ options: LoadOptions, _ model: ModelFolder) throws(DazzleError) -> Int {
        let own = model.configuration.contextLength
        guard let wanted = options.maxModelLength else { return own ?? fallbackContext }
        guard wanted >= 2 else {
            throw DazzleError(
                .invalidOption,
                "max_model_len is \(wanted); a sequence needs at least 2 tokens, one of them an answer",
                parameter: "max_model_len")
        }
        if let own, wanted > own {
            throw DazzleError(
                .invalidOption,
                "max_model_len is \(wanted), but the model was made for \(own) tokens; lower it or leave it out",
                parameter: "max_model_len")
        }
        return wanted
    }
}
