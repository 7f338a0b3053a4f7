import Testing

@testable import Generation

@Suite("Validation of sampling parameters")
struct ValidationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let message: String
        let change: @Sendable (inout SamplingParameters) -> Void
        var testDescription: String { message }

        init(_ message: String, _ change: @escaping @Sendable (inout SamplingParameters) -> Void) {
            self.message = message
            self.change = change
        }
    }

    static func beams(_ beams: Int, _ change: (inout BeamSearch) -> Void = { _ in }) -> BeamSearch {
        var search = BeamSearch(beams: beams)
        change(&search)
        return search
    }

    static let refused = [
        Case("temperature must be a number of at least 0, got -0.1.") { $0.temperature = -0.1 },
        Case("temperature must be a number of at least 0, got nan.") { $0.temperature = .nan },
        Case("temperature must be a number of at least 0, got inf.") { $0.temperature = .infinity },
        Case("top_p must be in (0, 1], got 0.0.") { $0.topP = 0 },
        Case("top_p must be in (0, 1], got 1.01.") { $0.topP = 1.01 },
        Case("top_p must be in (0, 1], got nan.") { $0.topP = .nan },
        Case("top_k must be 0 (disable), or at least 1, got -1.") { $0.topK = -1 },
        Case("min_p must be in [0, 1], got -0.5.") { $0.minP = -0.5 },
        Case("min_p must be in [0, 1], got nan.") { $0.minP = .nan },
        Case("repetition_penalty must be greater than zero, got 0.0.") { $0.repetitionPenalty = 0 },
        Case("repetition_penalty must be greater than zero, got inf.") { $0.repetitionPenalty = .infinity },
        Case("presence_penalty must be in [-2, 2], got 2.5.") { $0.presencePenalty = 2.5 },
        Case("presence_penalty must be in [-2, 2], got nan.") { $0.presencePenalty = .nan },
        Case("frequency_penalty must be in [-2, 2], got -2.5.") { $0.frequencyPenalty = -2.5 },
        Case("max_tokens must be at least 1, got 0.") { $0.maxTokens = 0 },
        Case("min_tokens must be greater than or equal to 0, got -1.") { $0.minTokens = -1 },
        Case("min_tokens must be less than or equal to max_tokens=4, got 5.") { ($0.maxTokens, $0.minTokens) = (4, 5) },
        Case("stop cannot contain an empty string.") { $0.stopStrings = ["a", ""] },
        Case("stop_token_ids must be within the vocabulary, 0 to 99, got -3.") { $0.stopTokenIDs = [5, 100, -3] },
        Case("stop_token_ids must be within the vocabulary, 0 to 99, got 100.") { $0.stopTokenIDs = [100] },
        Case("logit_bias must have token ids within the vocabulary, 0 to 99, got 100.") { $0.logitBias = [100: 1] },
        Case("logit_bias must have finite values, got nan.") { $0.logitBias = [1: .nan] },
        Case("logprobs must be in [0, 20], got 21.") { $0.logprobs = 21 },
        Case("logprobs must be in [0, 20], got -1.") { $0.logprobs = -1 },
        Case("prompt_logprobs must be in [0, 20], got 21.") { $0.promptLogprobs = 21 },
        Case("n must be at least 1, got 0.") { $0.n = 0 },
        Case("n must be at most 128, got 129.") { $0.n = 129 },
        Case("best_of must be at least n=3, got 2.") { ($0.n, $0.bestOf) = (3, 2) },
        Case("best_of must be at most 128, got 1000000000.") { $0.bestOf = 1_000_000_000 },
        Case("num_beams must be at least 1, got 0.") { $0.beamSearch = beams(0) },
        Case("num_beams must be at most 128, got 129.") { $0.beamSearch = beams(129) },
        Case("num_beam_groups must divide num_beams=4, got 3.") { $0.beamSearch = beams(4) { $0.groups = 3 } },
        Case("num_beam_groups must divide num_beams=4, got 0.") { $0.beamSearch = beams(4) { $0.groups = 0 } },
        Case("n must be at most num_beams=2, got 3.") { ($0.n, $0.beamSearch) = (3, beams(2)) },
        Case("diversity_penalty must be finite, got inf.") {
            $0.beamSearch = beams(2) { $0.diversityPenalty = .infinity }
        },
        Case("diversity_penalty must not be 0 with several beam groups, got 0.") {
            $0.beamSearch = beams(4) { $0.groups = 2 }
        },
        Case("diversity_penalty must be 0 with one beam group, got 1.0.") {
            $0.beamSearch = beams(4) { $0.diversityPenalty = 1 }
        },
        Case("length_penalty must be in [-10, 10], got nan.") { $0.beamSearch = beams(4) { $0.lengthPenalty = .nan } },
        Case("no_repeat_ngram_size must be at least 0, got -1.") {
            $0.beamSearch = beams(4) { $0.noRepeatNgramSize = -1 }
        },
        Case("no_repeat_ngram_size must be 0 with one beam, got 2.") {
            $0.beamSearch = beams(1) { $0.noRepeatNgramSize = 2 }
        },
        Case("temperature must be 0 with beam search, got 0.7.") { ($0.beamSearch, $0.temperature) = (beams(4), 0.7) },
        Case("top_p must be 1 with beam search.") { ($0.beamSearch, $0.topP) = (beams(4), 0.7) },
        Case("repetition_penalty must be 1 with beam search.") {
            ($0.beamSearch, $0.repetitionPenalty) = (beams(4), 1.1)
        },
        Case("best_of must be unset with beam search.") { ($0.beamSearch, $0.bestOf) = (beams(4), 4) },
        Case("logprobs must be unset with beam search.") { ($0.beamSearch, $0.logprobs) = (beams(4), 0) },
    ]

    @Test(arguments: refused)
    func refuses(_ example: Case) throws {
        let bench = Bench(change: example.change)
        let error = try #require(throws: InvalidParameter.self) {
            try bench.parameters.validate(SamplingLimits(vocabularySize: 100))
        }
        #expect(error.message.hasPrefix(example.message))
        #expect(example.message.hasPrefix(error.parameter + " "))
        // What to do about it follows; nothing does that a person could not act on.
        if !error.parameter.hasPrefix("stop") || error.parameter == "stop_token_ids" {
            #expect(error.message.count > example.message.count + 5)
        }
    }

    static let accepted = [
        Case("defaults") { _ in },
        Case("greedy") { $0.temperature = 0 },
        Case("hot") { $0.temperature = 5 },
        Case("edges") {
            ($0.topP, $0.topK, $0.minP, $0.presencePenalty, $0.frequencyPenalty) = (1, 1_000_000, 1, -2, 2)
            ($0.maxTokens, $0.minTokens, $0.n, $0.bestOf, $0.logprobs, $0.promptLogprobs) = (1, 1, 128, 128, 20, 0)
            ($0.stopTokenIDs, $0.logitBias) = ([0, 99], [0: -100, 99: 100])
        },
        Case("beams") { ($0.beamSearch, $0.n, $0.temperature) = (beams(4), 4, 0) },
        Case("groups") {
            $0.beamSearch = beams(6) {
                $0.groups = 3
                $0.diversityPenalty = 0.5
            }
        },
    ]

    @Test(arguments: accepted)
    func accepts(_ example: Case) throws {
        try Bench(change: example.change).parameters.validate(SamplingLimits(vocabularySize: 100))
    }

    @Test("one beam is no beam search", arguments: [(nil, false), (1, false), (2, true)])
    func usesBeams(_ beams: Int?, _ expected: Bool) {
        let bench = Bench { $0.beamSearch = beams.map { BeamSearch(beams: $0) } }
        #expect(bench.parameters.usesBeams == expected)
    }

    @Test("limits can be raised")
    func limits() throws {
        var limits = SamplingLimits(vocabularySize: 100)
        limits.maxLogprobs = 100
        limits.maxSequences = 1000
        let bench = Bench {
            $0.logprobs = 100
            $0.n = 1000
        }
        try bench.parameters.validate(limits)
    }
}
