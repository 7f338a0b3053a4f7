internal import Dazzle

extension SamplingParameters {
    /// The model's own recommendations under what is asked for; later layers go before earlier ones. Recommendations
    /// are for sampling, so beam search does without them.
    static func layered(_ defaults: SamplingParameters, _ layers: SamplingOverrides...) -> SamplingParameters {
        var result = defaults
        if layers.last(where: { $0.beams != nil })?.beams ?? 1 > 1 {
            result = SamplingParameters()
            result.maxTokens = defaults.maxTokens
        }
        for layer in layers { result = layer.applied(to: result) }
        return result
    }
}

extension SamplingOverrides {
    /// What is said here goes before what `parameters` say.
    func applied(to parameters: SamplingParameters) -> SamplingParameters {
        var result = parameters
        if let temperature { result.temperature = Float(temperature) }
        if let topP { result.topP = Float(topP) }
        if let topK { result.topK = max(0, topK) }
        if let minP { result.minP = Float(minP) }
        if let repetitionPenalty { result.repetitionPenalty = Float(repetitionPenalty) }
        if let presencePenalty { result.presencePenalty = Float(presencePenalty) }
        if let frequencyPenalty { result.frequencyPenalty = Float(frequencyPenalty) }
        for entry in logitBias { result.logitBias[Int32(entry.token)] = Float(entry.bias) }
        if let seed { result.seed = UInt64(exactly: seed) }

        if let maxTokens { result.maxTokens = maxTokens }
        if let minTokens { result.minTokens = minTokens }
        if !stopStrings.isEmpty { result.stopStrings = stopStrings }
        if !stopTokens.isEmpty { result.stopTokenIDs = Set(stopTokens.map(Int32.init)) }
        if let includeStopString { result.includeStopStringInOutput = includeStopString }
        if let ignoreEOS { result.ignoreEOS = ignoreEOS }

        if let n { result.n = n }
        if let bestOf { result.bestOf = bestOf }
        if beams != nil { result.beamSearch = beamSearch }
        if let logprobs { result.logprobs = logprobs }
        if let promptLogprobs { result.promptLogprobs = promptLogprobs }
        return result
    }

    private var beamSearch: BeamSearch? {
        guard let beams, beams > 1 else { return nil }
        var search = BeamSearch(beams: beams)
        if let beamGroups { search.groups = beamGroups }
        if let diversityPenalty { search.diversityPenalty = Float(diversityPenalty) }
        if let lengthPenalty { search.lengthPenalty = Float(lengthPenalty) }
        if let noRepeatNgramSize { search.noRepeatNgramSize = noRepeatNgramSize }
        switch earlyStopping {
        case .true: search.earlyStopping = .always
        case .false: search.earlyStopping = .heuristic
        case .never: search.earlyStopping = .never
        case nil: break
        }
        return search
    }
}
