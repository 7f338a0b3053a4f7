internal import Dazzle

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
        if let search = beamSearch { result.beamSearch = search }
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
