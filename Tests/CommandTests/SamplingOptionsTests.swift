import Dazzle
import Testing

@testable import Command

@Suite struct SamplingOptionsTests {
    struct Row: CustomTestStringConvertible {
        var words: String
        var change: @Sendable (inout SamplingParameters) -> Void
        var testDescription: String { words }

        init(_ words: String, _ change: @escaping @Sendable (inout SamplingParameters) -> Void) {
            self.words = words
            self.change = change
        }
    }

    @Test(arguments: [
        Row("") { _ in },
        Row("--temperature 0.5 --top-p 0.9 --top_k 40 --min-p 0.1") {
            ($0.temperature, $0.topP, $0.topK, $0.minP) = (0.5, 0.9, 40, 0.1)
        },
        Row("--top-k -1") { $0.topK = 0 },
        Row("--repetition-penalty 1.1 --presence-penalty -2 --frequency-penalty 2") {
            ($0.repetitionPenalty, $0.presencePenalty, $0.frequencyPenalty) = (1.1, -2, 2)
        },
        Row("--logit-bias 5=-100 --logit-bias 6=1.5 --logit-bias 5=3") { $0.logitBias = [5: 3, 6: 1.5] },
        Row("--seed 9223372036854775807") { $0.seed = UInt64(Int.max) },
        Row("--seed 0") { $0.seed = 0 },
        Row("--seed -1") { $0.seed = nil },
        Row("--max-tokens 1k --min-tokens 2 --ignore-eos --include-stop-str-in-output") {
            ($0.maxTokens, $0.minTokens, $0.ignoreEOS, $0.includeStopStringInOutput) = (1000, 2, true, true)
        },
        Row("--stop a --stop b --stop-token-ids 1 --stop_token_ids 2") {
            ($0.stopStrings, $0.stopTokenIDs) = (["a", "b"], [1, 2])
        },
        Row("--n 2 --best-of 3 --logprobs 0 --prompt-logprobs 5") {
            ($0.n, $0.bestOf, $0.logprobs, $0.promptLogprobs) = (2, 3, 0, 5)
        },
        Row("--num-beams 1") { _ in },
        Row("--num-beams 4 --num-beam-groups 2 --diversity-penalty 0.5 --length-penalty -1 --early-stopping true") {
            var search = BeamSearch(beams: 4)
            (search.groups, search.diversityPenalty, search.lengthPenalty) = (2, 0.5, -1)
            search.earlyStopping = .always
            $0.beamSearch = search
        },
        Row("--num-beams 4 --early-stopping never --no-repeat-ngram-size 3") {
            var search = BeamSearch(beams: 4)
            (search.earlyStopping, search.noRepeatNgramSize) = (.never, 3)
            $0.beamSearch = search
        },
    ])
    func becomeParameters(_ row: Row) throws {
        var expected = SamplingParameters()
        row.change(&expected)
        let words = row.words.split(separator: " ").map(String.init)
        guard case .run(let options) = try ArgumentParser.parse(["m"] + words, by: ChatOptions.allowingAll) else {
            Issue.record("asked for help")
            return
        }
        #expect(options.sampling.applied(to: SamplingParameters()) == expected)
    }

    @Test(arguments: [
        "--temperature -0.1", "--temperature nan", "--temperature 1e39", "--top-p 0", "--top-p 1.01", "--top-k -2",
        "--min-p 1.5", "--repetition-penalty 0", "--presence-penalty 2.1", "--frequency-penalty -2.1", "--seed -2",
        "--seed 1.5", "--max-tokens 0", "--min-tokens -1", "--stop=", "--stop-token-ids -1",
        "--stop-token-ids 2147483648", "--logit-bias 5", "--logit-bias 5=101", "--logit-bias x=1", "--logit-bias =1",
        "--n 0", "--n 129", "--best-of 0", "--num-beams 0", "--early-stopping maybe", "--logprobs -1",
        "--device=x --cache-size 0", "--cache-size inf", "--max-num-seqs 0", "--max-num-seqs 65537",
        "--max-tokens 2147483648", "--max-tokens 9999999M", "--max-model-len 0K", "--property =v",
        "--property novalue", "--attention flash", "--log-level loud", "--chat-template-kwargs {",
        "--chat-template-kwargs []",
    ])
    func areChecked(_ words: String) {
        let words = words.split(separator: " ").map(String.init)
        let error = #expect(throws: ArgumentError.self) {
            try ArgumentParser.parse(["m", "p"] + words, by: GenerateOptions.spec)
        }
        guard case .badValue = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
    }

    @Test func loadingOptionsReachTheLibrary() throws {
        let words = [
            "m", "--device", "GPU", "--property", "A=1", "--property", "B=x=y", "--property=A=2", "--attention",
            "paged",
            "--max-num-seqs", "8", "--max_num_batched_tokens", "2K", "--cache-size", "0.5", "--max-model-len", "4k",
            "--no-enable-prefix-caching",
        ]
        guard case .run(let options) = try ArgumentParser.parse(words, by: ChatOptions.spec) else { return }
        let load = options.loading.loadOptions
        #expect(load.device == "GPU" && load.properties == ["A": "2", "B": "x=y"] && load.attention == .paged)
        #expect(load.maxSequences == 8 && load.maxBatchedTokens == 2048 && load.cacheBytes == 1 << 29)
        #expect(load.maxModelLength == 4000 && !load.prefixCaching)
    }

    @Test func theHelpTellsTheLibrarysDefaults() {
        let load = ModelOptions().loadOptions
        let library = LoadOptions()
        #expect(load.device == library.device && load.prefixCaching == library.prefixCaching)
        #expect(load.attention == library.attention)
        let shown = ModelOptions.group.options.first { $0.name == "max-num-seqs" }?.defaultText(ModelOptions())
        #expect(shown == "\(library.maxSequences)")
    }
}

extension ChatOptions {
    /// Without the rule that a chat has one answer.
    fileprivate static var allowingAll: CommandSpec<ChatOptions> {
        var spec = spec
        spec.complaint = { _ in nil }
        return spec
    }
}
