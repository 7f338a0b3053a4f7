import HTTPClient
import ServeBench
import Support
import Testing

@testable import Command

@Suite struct BenchOptionsTests {
    private static func parse(_ line: String) throws -> BenchServeOptions {
        let words = line.split(separator: " ").map(String.init)
        guard case .run(let options) = try ArgumentParser.parse(words, by: BenchServeOptions.spec) else {
            throw Failure("took it for a call for help")
        }
        return options
    }

    /// Command lines as people use them with vllm bench serve.
    @Test(arguments: [
        "--backend vllm --model NousResearch/Hermes --endpoint /v1/completions --dataset-name sharegpt "
            + "--dataset-path ShareGPT.json --num-prompts 10",
        "--backend openai-chat --model m --endpoint /v1/chat/completions --dataset-name custom --dataset-path d.jsonl "
            + "--custom-output-len 64 --custom-skip-chat-template --top-k 10 --top-p 0.9 --temperature 0.5",
        "--model m --request-rate inf --max-concurrency 8 --random-input-len 200 --random-output-len 128 --ignore-eos",
        "--port 8000 --random-input 1024 --random-output 128 --num-prompts 200 --trust-remote-code --tokenizer-mode auto",
        "--ramp-up-strategy linear --ramp-up-start-rps 1 --ramp-up-end-rps 20 --burstiness 0.5 --no-stream",
        "--percentile-metrics ttft,tpot,itl,e2el --metric-percentiles 25,50,99.9 --goodput ttft:200 tpot:50 e2el:5000",
        "--save-result --save-detailed --append-result --metadata version=0.3.3 tp=1 --result-dir out --label mine",
        "--header x-a=1 x-b=2=3 --served-model-name s --endpoint-type openai --seed 42 --logprobs 3 --profile --insecure",
        "--random_input_len=5 --random-range-ratio 0.3 --random-prefix-len 2 --disable-tqdm --num-warmups 3",
    ])
    func takesVLLMsLines(_ line: String) throws { _ = try Self.parse(line) }

    @Test func understandsValues() throws {
        var options = try Self.parse(
            "--request-rate 2.5 --burstiness inf --random-range-ratio {\"input\":0.5,\"output\":0} --goodput ttft:200 "
                + "e2el:5000 --header a=b=c d= --metric-percentiles 50, 99.9 --metadata x=1 y=2 --lora-modules one two"
                .split(separator: " ").filter { $0 != "99.9" }.joined(separator: " "))
        #expect(options.rate == 2.5 && options.burstiness == .infinity)
        #expect(options.randomRatio == RangeRatio(input: 0.5, output: 0))
        #expect(options.headers == [KeyValue(key: "a", value: "b=c"), KeyValue(key: "d", value: "")])
        #expect(options.metadata.map(\.key) == ["x", "y"] && options.loraModules == ["one", "two"])
        #expect(
            options.report.goodput.ttft == 0.2 && options.report.goodput.e2el == 5 && options.report.goodput.tpot == nil
        )
        #expect(options.report.percentiles == [50])
        options.loraAssignment = .roundRobin
        let request = BenchmarkRequest(id: "", prompt: "", promptTokens: 1, outputTokens: 1)
        let models = options.assignAdapters([request, request, request]).map(\.model)
        #expect(models == ["one", "two", "one"])
    }

    @Test(
        arguments: [
            ("--random-input 7", \BenchServeOptions.randomInputLength, 7), ("--random-i=8", \.randomInputLength, 8),
            ("--num-p 9", \.promptCount, 9), ("--num_p 9", \.promptCount, 9), ("--po 80", \.port, 80),
            ("--ready 5", \.readyTimeout, 5),
        ] as [(String, any KeyPath<BenchServeOptions, Int> & Sendable, Int)])
    func takesBeginnings(_ line: String, _ path: any KeyPath<BenchServeOptions, Int> & Sendable, _ value: Int) throws {
        #expect(try Self.parse(line)[keyPath: path] == value)
    }

    @Test func anAliasIsNoSecondCandidate() throws {
        #expect(try Self.parse("--skip-chat").skipsTemplate)
        #expect(try Self.parse("--custom-skip").skipsTemplate)
        // The whole name of one option is the beginning of another's.
        #expect(try Self.parse("--model m").model == "m")
        #expect(try Self.parse("--endpoint /v1/completions").endpoint == "/v1/completions")
    }

    @Test(
        arguments: [
            (
                "--random 4",
                .ambiguousOption(
                    "--random",
                    candidates: [
                        "--random-input-len", "--random-output-len", "--random-prefix-len", "--random-range-ratio",
                    ])
            ),
            (
                "--ramp-up-s x",
                .ambiguousOption("--ramp-up-s", candidates: ["--ramp-up-start-rps", "--ramp-up-strategy"])
            ),
            ("--randomx 4", .unknownOption("--randomx", suggestion: nil)),
            (
                "--request-rate 0",
                .badValue(name: "--request-rate", value: "0", expectation: "a number above 0, or inf")
            ),
            (
                "--request-rate nan",
                .badValue(name: "--request-rate", value: "nan", expectation: "a number above 0, or inf")
            ),
            ("stray", .unexpectedArgument("stray")),
            ("--random-input", .missingValue(option: "--random-input", expectation: "a whole number, at least 0")),
        ] as [(String, ArgumentError)])
    func refuses(_ line: String, _ error: ArgumentError) {
        #expect(throws: error) { try Self.parse(line) }
    }

    @Test(arguments: [
        "--random-range-ratio 1", "--random-range-ratio -0.1", "--random-range-ratio {\"input\":0.5}", "--goodput ttft",
        "--goodput itl:5", "--goodput ttft:-1", "--goodput ttft:1 x:2", "--header novalue",
        "--metric-percentiles 50,101",
        "--metric-percentiles x", "--metric-percentiles nan", "--percentile-metrics ttft,speed",
        "--percentile-metrics ,",
        "--burstiness -1", "--max-concurrency 0", "--port 70000", "--extra-body [1]", "--backend openai-audio",
    ])
    func refusesValues(_ line: String) {
        #expect { try Self.parse(line) } throws: { error in
            if case ArgumentError.badValue = error { true } else { false }
        }
    }

    @Test(arguments: [
        ("--backend openai-chat --endpoint /v1/completions", "--endpoint has to end with chat/completions"),
        ("--dataset-name sharegpt", "--dataset-name sharegpt needs its file"),
        ("--dataset-path x", "--dataset-path is for"), ("--num-prompts 0", "--num-prompts has to be"),
        (
            "--ramp-up-strategy linear --request-rate 5 --ramp-up-start-rps 1 --ramp-up-end-rps 2",
            "--ramp-up-strategy sets"
        ),
        ("--ramp-up-strategy linear --ramp-up-start-rps 1", "--ramp-up-strategy needs both"),
        ("--ramp-up-start-rps 1", "--ramp-up-start-rps and --ramp-up-end-rps need"),
        ("--ramp-up-strategy linear --ramp-up-start-rps 3 --ramp-up-end-rps 2", "--ramp-up-start-rps must not"),
    ])
    func refusesContradictions(_ line: String, _ beginning: String) {
        #expect { try Self.parse(line) } throws: { error in
            if case ArgumentError.contradiction(let sentence) = error { sentence.hasPrefix(beginning) } else { false }
        }
    }

    @Test(arguments: [
        ("", "http://127.0.0.1:8000/v1/completions"), ("--backend vllm --port 1", "http://127.0.0.1:1/v1/completions"),
        ("--backend openai-chat", "http://127.0.0.1:8000/v1/chat/completions"),
        ("--host ::1", "http://[::1]:8000/v1/completions"),
        ("--base-url https://x/y/ --endpoint v3/completions", "https://x/y/v3/completions"),
    ])
    func findsTheAddress(_ line: String, _ url: String) throws {
        #expect(try Self.parse(line).requestURL == url)
    }

    @Test func makesSettings() throws {
        let options = try Self.parse("--temperature 0 --top-k 5 --extra-body {\"top_k\":6,\"z\":null} --header b=c")
        let settings = options.requestSettings(model: "m", ["OPENAI_API_KEY": "key"])
        #expect(settings.extraBody == ["temperature": 0.0, "top_k": 6, "z": nil])
        #expect(settings.headers == [.init("Authorization", "Bearer key"), .init("b", "c")])
        // Random prompts are answered to the full length, files only if asked for.
        #expect(settings.ignoresEndOfText)
        #expect(
            !(try Self.parse("--dataset-name custom --dataset-path x").requestSettings(model: "m", [:]))
                .ignoresEndOfText)
        let own = try Self.parse("--header authorization=mine").requestHeaders(["OPENAI_API_KEY": "key"])
        #expect(own == [.init("authorization", "mine")])
    }
}
