internal import Generation
internal import Repository

extension SamplingParameters {
    /// OpenAI's defaults, under what the model's authors recommend.
    init(_ defaults: GenerationDefaults) {
        self.init()
        if let value = defaults.temperature { temperature = Float(value) }
        if let value = defaults.topP { topP = Float(value) }
        if let value = defaults.topK { topK = max(0, value) }
        if let value = defaults.minP { minP = Float(value) }
        if let value = defaults.repetitionPenalty { repetitionPenalty = Float(value) }
        maxTokens = defaults.maxNewTokens
    }
}
