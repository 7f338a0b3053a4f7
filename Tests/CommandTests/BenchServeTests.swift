import ServeBench
import Support
import Testing

@testable import Command

@Suite struct BenchServeTests {
    private static func parse(_ words: [String]) throws -> BenchServeOptions? {
        guard case .run(let options) = try ArgumentParser.parse(words, by: BenchServeOptions.spec) else { return nil }
        return options
    }

    @Test func hasVLLMsDefaults() throws {
        let options = try #require(try Self.parse([]))
        #expect(options.base + options.path == "http://127.0.0.1:8000/v1/completions")
        #expect(options.arrivals == Arrivals())
        #expect(options.promptCount == 1000)
        #expect(options.report.selection == BenchMetrics.Selection())
        #expect(options.request.body.isEmpty)
    }

    @Test func takesLinesWrittenForVLLM() throws {
        let line =
            "--backend openai-chat --endpoint /v1/chat/completions --host ::1 --request-rate 2.5 --burstiness 0.5"
            + " --metadata a=1 b=x=y --goodput ttft:200 tpot:50.5 --percentile_metrics ttft,e2el"
            + " --metric-percentiles 50,99.9 --header X-A=1 --random-range-ratio 0.5 --top-k 5 --temperature 0"
            + " --extra-body {\"top_k\":7}"
        let options = try #require(try Self.parse(line.split(separator: " ").map(String.init)))
        #expect(options.base + options.path == "http://[::1]:8000/v1/chat/completions")
        #expect(options.arrivals == Arrivals(rate: 2.5, burstiness: 0.5))
        #expect(options.report.metadata == [.init(key: "a", value: "1"), .init(key: "b", value: "x=y")])
        #expect(
            options.report.selection
                == .init(metrics: [.ttft, .e2el], percentiles: [50, 99.9], levels: [.ttft: 200, .tpot: 50.5]))
        #expect(options.headers == [.init(key: "X-A", value: "1")])
        #expect(options.dataset.randomRangeRatio.spread == LengthSpread(input: 0.5, output: 0.5))
        #expect(options.request.body == ["temperature": 0.0, "top_k": 7])
    }

    /// As they stand in scripts for vllm bench serve.
    @Test(arguments: [
        "--endpoint-type vllm --trust-remote-code --tokenizer-mode auto --no-stream --random-input 9",
        "--dataset-name custom --dataset-path x.jsonl --custom-skip-chat-template --custom-output-len 5",
        "--dataset-name custom --dataset-path x.jsonl --skip-chat-template --skip-tokenizer-init --profile",
        "--backend openai-chat --dataset-name random-mm --random-mm-base-items-per-request 2 --random-mm-num-mm-items-range-ratio 0.5",
        "--tokenizer ./model --header a=1 b=2 --served-model-name s --num-warmups 2 --disable-tqdm",
    ])
    func knowsVLLMsFlags(_ line: String) throws {
        #expect(try Self.parse(line.split(separator: " ").map(String.init)) != nil)
    }

    @Test func readsSizesAsPythonWritesThem() throws {
        let words = [
            "--backend", "openai-chat", "--dataset-name", "random-mm", "--random-mm-bucket-config",
            "{(256, 320, 1): 0.25, (64,64,16): 0.75}", "--random-mm-limit-mm-per-prompt",
            "{\"image\": 3, \"video\": 1}",
        ]
        let media = try #require(try Self.parse(words)).dataset.media
        #expect(
            media.buckets == [
                .init(height: 256, width: 320, share: 0.25), .init(height: 64, width: 64, frames: 16, share: 0.75),
            ])
        #expect((media.mostImages, media.mostVideos) == (3, 1))
    }

    @Test func aFolderCounts() async throws {
        let tokenizer = try await FolderTokenizer.load(Program.model)
        var source = RandomSource(seed: 1)
        var dataset = RandomDataset()
        (dataset.inputLength, dataset.prefixLength) = (50, 10)
        let prompts = try await dataset.prompts(5, tokenizer, using: &source)
        for prompt in prompts {
            #expect(try await tokenizer.encode(prompt.text).count + tokenizer.addedTokens == 60)
        }
        #expect(Set(prompts.map(\.text)).count == 5)
    }

    @Test(arguments: [
        (["--num-p", "5"], 5), (["--num_prom=6"], 6), (["--num-prompts", "7"], 7),
    ])
    func takesTheStartOfAName(_ words: [String], _ count: Int) throws {
        #expect(try Self.parse(words)?.promptCount == count)
    }

    /// `--model` is a name of its own although nothing else would be reason to shorten it; `--result` begins two.
    @Test func aNameWrittenOutWins() throws {
        #expect(try Self.parse(["--port", "9", "--seed", "4", "--model", "m"])?.model == "m")
        #expect(
            throws: ArgumentError.ambiguousOption("--result", candidates: ["--result-dir", "--result-filename"])
        ) { try Self.parse(["--result", "x"]) }
        #expect(throws: ArgumentError.self) { try Self.parse(["--", "x"]) }
        #expect(throws: ArgumentError.unknownOption("--coun", suggestion: "--count")) {
            try ArgumentParser.parse(["m", "--coun", "4"], by: Sample.spec)
        }
    }

    @Test(arguments: [
        ["--endpoint", "/v1/chat/completion"], ["--backend", "openai-chat", "--endpoint", "/v1/completions"],
        ["--base-url", "localhost:8000"], ["--ramp-up-strategy", "linear"], ["--ramp-up-start-rps", "1"],
        ["--ramp-up-strategy", "linear", "--ramp-up-start-rps", "5", "--ramp-up-end-rps", "4"],
        ["--ramp-up-strategy", "linear", "--ramp-up-start-rps", "1", "--ramp-up-end-rps", "4", "--request-rate", "1"],
        ["--dataset-name", "sharegpt"], ["--dataset-path", "x"], ["--goodput", "itl:5"], ["--goodput", "ttft"],
        ["--metadata", "a=1", "b"], ["--request-rate", "0"], ["--request-rate", "nan"],
        ["--metric-percentiles", "101"],
        ["--percentile-metrics", "ttfb"], ["--random-range-ratio", "1"], ["--max-concurrency", "0"],
    ])
    func refuses(_ words: [String]) {
        #expect(throws: ArgumentError.self) { try Self.parse(words) }
    }

    @Test(arguments: [
        (["bench"], "dazzle: there is no command 'bench'. Did you mean 'bench serve'?"),
        (["bench", "sevre"], "dazzle: there is no command 'bench sevre'. Did you mean 'bench serve'?"),
        (["bench", "serve", "--nope"], "dazzle bench serve: there is no option --nope."),
        (["help", "bench"], "dazzle help: there is no command 'bench'. Did you mean 'bench serve'?"),
    ])
    func explainsMisuse(_ words: [String], _ sentence: String) async {
        let recorded = RecordedConsole()
        #expect(await CommandLineFront.standard.run(words, recorded.console) == ExitCode.usage)
        #expect(recorded.errors.text.split(separator: "\n").first.map(String.init) == sentence)
    }

    @Test(arguments: [["help", "bench", "serve"], ["bench", "serve", "--help"]])
    func explainsItself(_ words: [String]) async {
        let recorded = RecordedConsole()
        #expect(await CommandLineFront.standard.run(words, recorded.console) == ExitCode.success)
        #expect(recorded.output.text.hasPrefix("dazzle bench serve: "))
    }

    /// Nothing listens on port 1.
    @Test func saysThatNobodyAnswers() async {
        let recorded = RecordedConsole()
        let words = ["bench", "serve", "--port", "1"]
        #expect(await CommandLineFront.standard.run(words, recorded.console) == ExitCode.failure)
        #expect(recorded.errors.text.hasPrefix("dazzle: the models of http://127.0.0.1:1 cannot be listed: "))
        #expect(recorded.errors.text.split(separator: "\n").count == 1)
    }

    @Test func completesTwoWords() throws {
        var nested = Sample.spec.description
        nested.name = "bench sample"
        for shell in CompletionScript.allCases {
            try expectSnapshot(shell.text(for: [nested]), "completions-nested.\(shell.rawValue)")
        }
        #expect(MarkdownReference.page([nested]).contains("[`dazzle bench sample`](#dazzle-bench-sample)"))
    }

    @Test func progressLooksLikeTqdm() {
        let line = ProgressLine(description: "", showsSpeed: false, total: 4, done: 1)
        #expect(line.text(after: 0.5, columns: nil) == " 25%|██▌       | 1/4 [00:00<00:01,  2.00it/s]")
    }
}
