extension SamplingParameters {
    /// Throws an `InvalidParameter` for the first parameter that cannot be used. Ranges are vLLM's, which are OpenAI's or
    /// wider.
    package func validate(_ limits: SamplingLimits) throws {
        try validateNumbers()
        try validateLengths()
        try validateTokens(limits)
        try validateCandidates(limits)
        if let beamSearch { try validate(beamSearch, limits) }
    }

    private func validateNumbers() throws {
        try require(
            temperature.isFinite && temperature >= 0, "temperature", "must be a number of at least 0", temperature,
            "Use 0 for greedy decoding, or about 1 for variety.")
        try require(
            topP > 0 && topP <= 1, "top_p", "must be in (0, 1]", topP, "Use 1 to consider all tokens.")
        try require(
            topK >= 0, "top_k", "must be 0 (disable), or at least 1", topK, "Use 0 to consider all tokens.")
        try require(minP >= 0 && minP <= 1, "min_p", "must be in [0, 1]", minP, "Use 0 to consider all tokens.")
        try require(
            repetitionPenalty.isFinite && repetitionPenalty > 0, "repetition_penalty", "must be greater than zero",
            repetitionPenalty, "Use 1 for no penalty.")
        let penalties = [("presence_penalty", presencePenalty), ("frequency_penalty", frequencyPenalty)]
        for (name, value) in penalties {
            try require(abs(value) <= 2, name, "must be in [-2, 2]", value, "Use 0 for no penalty.")
        }
    }

    private func validateLengths() throws {
        if let maxTokens {
            try require(
                maxTokens >= 1, "max_tokens", "must be at least 1", maxTokens,
                "Leave it out to let the answer fill the context.")
        }
        try require(
            minTokens >= 0, "min_tokens", "must be greater than or equal to 0", minTokens,
            "Use 0 to let the answer end at any time.")
        if let maxTokens {
            try require(
                minTokens <= maxTokens, "min_tokens", "must be less than or equal to max_tokens=\(maxTokens)",
                minTokens,
                "Lower min_tokens or raise max_tokens.")
        }
        try require(
            !stopStrings.contains(""), "stop", "cannot contain an empty string", nil, "Remove the empty string.")
    }

    private func validateTokens(_ limits: SamplingLimits) throws {
        let range = "within the vocabulary, 0 to \(limits.vocabularySize - 1)"
        func isToken(_ id: Int32) -> Bool { id >= 0 && Int(id) < limits.vocabularySize }
        if let id = stopTokenIDs.filter({ !isToken($0) }).min() {
            try require(false, "stop_token_ids", "must be \(range)", id, "Use ids of this model's tokenizer.")
        }
        for (id, bias) in logitBias.sorted(by: { $0.key < $1.key }) {
            try require(
                isToken(id), "logit_bias", "must have token ids \(range)", id, "Use ids of this model's tokenizer.")
            try require(
                bias.isFinite, "logit_bias", "must have finite values", bias,
                "Use -100 to ban token \(id), 100 to all but force it.")
        }
        if let allowedTokenIDs {
            try require(
                !allowedTokenIDs.isEmpty, "allowed_token_ids", "must not be empty", nil,
                "Leave it out to allow all tokens.")
            let stray = allowedTokenIDs.filter { !isToken($0) }.min()
            try require(
                stray == nil, "allowed_token_ids", "must be \(range)", stray, "Use ids of this model's tokenizer.")
        }
        try validateBans(range, isToken)
        for (name, value) in [("logprobs", logprobs), ("prompt_logprobs", promptLogprobs)] {
            guard let value else { continue }
            try require(
                value >= 0 && value <= limits.maxLogprobs, name, "must be in [0, \(limits.maxLogprobs)]", value,
                "Ask for fewer alternatives.")
        }
    }

    /// Each is looked at for every token, so their number is bounded.
    private static let bannedLimit = 1024

    private func validateBans(_ range: String, _ isToken: (Int32) -> Bool) throws {
        try require(
            badWords.count <= Self.bannedLimit, "bad_words", "must be at most \(Self.bannedLimit) sequences of tokens",
            badWords.count, "Ban fewer words.")
        try require(
            badWords.allSatisfy { !$0.isEmpty && $0.allSatisfy(isToken) }, "bad_words",
            "must be words of tokens \(range)", nil, "Remove empty words.")
    }

    private func validateCandidates(_ limits: SamplingLimits) throws {
        try require(n >= 1, "n", "must be at least 1", n, "Use 1 for one answer.")
        try require(
            n <= limits.maxSequences, "n", "must be at most \(limits.maxSequences)", n, "Send several requests instead."
        )
        guard let bestOf else { return }
        try require(
            bestOf >= n, "best_of", "must be at least n=\(n)", bestOf, "Raise best_of or lower n.")
        try require(
            bestOf <= limits.maxSequences, "best_of", "must be at most \(limits.maxSequences)", bestOf,
            "Draw fewer candidates.")
    }

    /// Throws unless `holds`. The message reads "`name` `rule`, got `value`. `remedy`".
    func require(
        _ holds: Bool, _ name: String, _ rule: String, _ value: (any CustomStringConvertible)?, _ remedy: String
    ) throws {
        guard !holds else { return }
        let got = value.map { ", got \($0.description)" } ?? ""
        throw InvalidParameter(parameter: name, message: "\(name) \(rule)\(got). \(remedy)")
    }
}
