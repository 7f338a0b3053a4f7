extension SamplingParameters {
    /// Whether `BeamSearchState` is to choose the tokens. One beam is greedy decoding, which is the `Sampler`'s.
    package var usesBeams: Bool { (beamSearch?.beams ?? 1) > 1 }

    /// Beam search looks for the likeliest answer, so whatever makes choices random or bends the likelihood is refused
    /// rather than ignored.
    func validate(_ beam: BeamSearch, _ limits: SamplingLimits) throws {
        try require(beam.beams >= 1, "num_beams", "must be at least 1", beam.beams, "Use 1 for no beam search.")
        try require(
            beam.beams == 1 || limits.allowsBeams, "num_beams",
            "must be 1: beam search is not supported on an NPU, whose states cannot be copied", beam.beams,
            "Use greedy decoding, n with a temperature, or another device.")
        try require(
            beam.beams <= limits.maxSequences, "num_beams", "must be at most \(limits.maxSequences)", beam.beams,
            "Use fewer beams.")
        try require(
            beam.groups >= 1 && beam.beams % max(1, beam.groups) == 0, "num_beam_groups",
            "must divide num_beams=\(beam.beams)", beam.groups, "Use 1 for plain beam search.")
        try require(
            n <= beam.beams, "n", "must be at most num_beams=\(beam.beams)", n, "Lower n or raise num_beams.")
        try validateNumbers(of: beam)
        try validateCompany(of: beam)
    }

    private func validateNumbers(of beam: BeamSearch) throws {
        try require(
            beam.diversityPenalty.isFinite, "diversity_penalty", "must be finite", beam.diversityPenalty,
            "Use about 1.")
        if beam.groups > 1 {
            try require(
                beam.diversityPenalty != 0, "diversity_penalty", "must not be 0 with several beam groups", 0,
                "Groups would find the same answers; set it to about 1 or use num_beam_groups=1.")
        } else {
            try require(
                beam.diversityPenalty == 0, "diversity_penalty", "must be 0 with one beam group",
                beam.diversityPenalty, "It keeps groups apart; raise num_beam_groups or leave it out.")
        }
        try require(
            abs(beam.lengthPenalty) <= 10, "length_penalty", "must be in [-10, 10]", beam.lengthPenalty,
            "Use 1 for the mean log-probability.")
        try require(
            beam.noRepeatNgramSize >= 0, "no_repeat_ngram_size", "must be at least 0", beam.noRepeatNgramSize,
            "Use 0 to allow repetition.")
        try require(
            beam.beams > 1 || beam.noRepeatNgramSize == 0, "no_repeat_ngram_size", "must be 0 with one beam",
            beam.noRepeatNgramSize, "Only beam search keeps n-grams from repeating; raise num_beams.")
    }

    private func validateCompany(of beam: BeamSearch) throws {
        // 1 is what a caller gets who says nothing about temperature.
        try require(
            temperature == 0 || temperature == 1, "temperature", "must be 0 with beam search", temperature,
            "Beam search draws nothing; leave temperature out.")
        let others: [(name: String, isUnset: Bool, neutral: String)] = [
            ("top_p", topP == 1, "1"), ("top_k", topK == 0, "0"), ("min_p", minP == 0, "0"),
            ("repetition_penalty", repetitionPenalty == 1, "1"), ("presence_penalty", presencePenalty == 0, "0"),
            ("frequency_penalty", frequencyPenalty == 0, "0"), ("best_of", bestOf == nil, "unset"),
            ("logprobs", logprobs == nil, "unset"), ("bad_words", badWords.isEmpty, "unset"),
        ]
        for other in others {
            try require(
                other.isUnset, other.name, "must be \(other.neutral) with beam search", nil,
                "Leave it out, or turn beam search off.")
        }
    }
}
