/// The table of sampling options. Lines of JSON use the same names with underscores.
extension SamplingOverrides {
    static var groups: [OptionGroup<SamplingOverrides>] { [choosing, ending, searching, telling] }

    private static let modelsOwn = "the model's own"

    private static var choosing: OptionGroup<SamplingOverrides> {
        OptionGroup(
            title: "Choosing tokens",
            options: [
                .option(
                    "temperature", \.temperature, .number(atLeast: 0), unset: modelsOwn + ", else 1",
                    "0 always takes the most likely token; higher is more random."),
                .option(
                    "top-p", \.topP, .number(above: 0, atMost: 1), unset: modelsOwn + ", else 1",
                    "Keep the most likely tokens whose probability together reaches this."),
                .option(
                    "top-k", \.topK, .integer(atLeast: -1), unset: modelsOwn + ", else 0",
                    "Keep this many most likely tokens; 0 or -1 keeps all."),
                .option(
                    "min-p", \.minP, .number(atLeast: 0, atMost: 1), unset: modelsOwn + ", else 0",
                    "Keep tokens at least this likely relative to the most likely one."),
                .option(
                    "repetition-penalty", \.repetitionPenalty, .number(above: 0), unset: modelsOwn + ", else 1",
                    "Above 1 makes tokens of the prompt and the answer less likely."),
                .option(
                    "presence-penalty", \.presencePenalty, .number(atLeast: -2, atMost: 2), unset: "0",
                    "Above 0 makes tokens that the answer holds less likely."),
                .option(
                    "frequency-penalty", \.frequencyPenalty, .number(atLeast: -2, atMost: 2), unset: "0",
                    "The same, for each time the answer holds them."),
                .repeated("logit-bias", \.logitBias, .tokenBias, "Make a token more (above 0) or less likely."),
                .option(
                    "seed", \.seed, .seed, unset: "-1",
                    "Equal seeds give equal answers; -1 draws one each time."),
            ])
    }

    private static var ending: OptionGroup<SamplingOverrides> {
        OptionGroup(
            title: "Ending the answer",
            options: [
                .option(
                    "max-tokens", \.maxTokens, .integer(atLeast: 1, scaled: true),
                    unset: modelsOwn + ", else until the context is full",
                    aliases: ["max-completion-tokens", "max-new-tokens"], "End after this many tokens."),
                .option("min-tokens", \.minTokens, .integer(), unset: "0", "Do not end before this many tokens."),
                .repeated("stop", \.stopStrings, .text().nonEmpty, "End when this text appears."),
                .repeated("stop-token-ids", \.stopTokens, .tokenID, "End at this token."),
                .flag(
                    "include-stop-str-in-output", \.includeStopString, "Keep the stop text at the end of the answer."),
                .flag("ignore-eos", \.ignoreEOS, "Go on after the model's end-of-text tokens."),
            ])
    }

    private static var searching: OptionGroup<SamplingOverrides> {
        OptionGroup(
            title: "Several answers and beam search",
            options: [
                .option("n", \.n, .integer(atLeast: 1, atMost: 128), unset: "1", "Answers to each prompt."),
                .option(
                    "best-of", \.bestOf, .integer(atLeast: 1, atMost: 128), unset: "n",
                    "Draw this many answers and keep the n most likely."),
                .option(
                    "num-beams", \.beams, .integer(atLeast: 1, atMost: 128), unset: "1",
                    "Search for the most likely answer with so many beams instead of sampling."),
                .option(
                    "num-beam-groups", \.beamGroups, .integer(atLeast: 1, atMost: 128), unset: "1",
                    "Split the beams into groups that differ from each other."),
                .option(
                    "diversity-penalty", \.diversityPenalty, .number(atLeast: 0), unset: "0",
                    "How much groups are kept apart."),
                .option(
                    "length-penalty", \.lengthPenalty, .number(), unset: "1",
                    "Above 0 favours longer answers, below 0 shorter ones."),
                .option(
                    "early-stopping", \.earlyStopping, .choice("WHEN"), unset: "false",
                    "Stop when enough beams are complete (true), when none is likely to win (false) or can win (never)."
                ),
                .option(
                    "no-repeat-ngram-size", \.noRepeatNgramSize, .integer(), unset: "0",
                    "Beam search: never repeat a sequence of this many tokens; 0 allows all."),
            ])
    }

    private static var telling: OptionGroup<SamplingOverrides> {
        OptionGroup(
            title: "Probabilities",
            options: [
                .option(
                    "logprobs", \.logprobs, .integer(atMost: 1000), unset: "none",
                    "Report log-probabilities of so many likely tokens in each place (JSON output)."),
                .option(
                    "prompt-logprobs", \.promptLogprobs, .integer(atMost: 1000), unset: "none",
                    "The same for the prompt's tokens."),
            ])
    }
}

extension ValueFormat where Value == Int {
    static var tokenID: Self {
        var format = integer("ID")
        format.expectation = "a token id, " + format.expectation
        return format
    }

    static var seed: Self {
        var format = integer(atLeast: -1, atMost: .max)
        format.expectation = "a whole number, at least -1"
        return format
    }
}

extension ValueFormat where Value == String {
    var nonEmpty: Self {
        var format = map { $0.isEmpty ? nil : $0 }
        format.expectation = "a text that is not empty"
        return format
    }
}

extension ValueFormat where Value == SamplingOverrides.TokenBias {
    static var tokenBias: Self {
        let bias = ValueFormat<Double>.number(atLeast: -100, atMost: 100)
        return ValueFormat(valueName: "ID=BIAS", expectation: "a token id, an equals sign and a bias from -100 to 100")
        {
            let parts = $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let token = ValueFormat<Int>.tokenID.parse(parts[0]),
                let bias = bias.parse(parts[1])
            else { return nil }
            return .init(token: token, bias: bias)
        }
    }
}
