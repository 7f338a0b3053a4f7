import Dazzle
import Synchronization
import Testing

@testable import Command

@Suite struct GenerateTests {
    private static func run(
        _ words: [String], input: String = "", isTerminal: Bool = false, model: FakeModel = FakeModel()
    ) async throws -> RecordedConsole {
        let recorded = RecordedConsole()
        guard case .run(let options) = try ArgumentParser.parse(["m"] + words, by: GenerateOptions.spec) else {
            throw Failure("asked for help")
        }
        let jobs = try GenerateInput.jobs(options, standardInputIsTerminal: isTerminal) { _ throws(Failure) in input }
        try await GenerateRun(options: options, model: model, console: recorded.console).run(jobs)
        return recorded
    }

    @Test(arguments: [
        (["hello you"], "", "HELLO YOU\n"),
        (["--echo", "hello you "], "", "hello you HELLO YOU\n"),
        (["--chat", "hi"], "", "USER:HI\n"),
        (["--system", "be brief", "hi"], "", "SYSTEM:BE BRIEF|USER:HI\n"),
        (["--chat", "--chat-template-kwargs", "{\"t\": 1}", "q"], "", "T=1,USER:Q\n"),
        (
            ["--input", "f", "--chat-template-kwargs", "{\"t\": 1, \"u\": 2}"],
            "{\"messages\": [{\"role\": \"user\", \"content\": \"q\"}], \"chat_template_kwargs\": {\"t\": 3}}",
            "T=3,U=2,USER:Q\n"
        ),
        ([], "from a pipe\n", "FROM A PIPE\n"),
        (["-"], "from\na pipe\n\n", "FROM\nA PIPE\n\n"),
        (["a", "b"], "", "--- 1: a\nA\n\n--- 2: b\nB\n\n"),
        (["--lines"], "a\nb\n", "--- 1: a\nA\n\n--- 2: b\nB\n\n"),
        (["--n", "2", "a"], "", "--- 1.1: a\nA\n\n--- 1.2: a\nA\n\n"),
        (["--input", "f"], "{\"prompt\": \"x y\"}\n\n", "X Y\n"),
        (["--input", "f"], "{\"prompt\": [104, 105]}\n", "HI\n"),
        (["--input", "f"], "{\"messages\": [{\"role\": \"user\", \"content\": \"q\"}]}\n", "USER:Q\n"),
        (["--input", "f", "--json"], "", "[]\n"),
    ])
    func printsAnswers(_ words: [String], _ input: String, _ expected: String) async throws {
        #expect(try await Self.run(words, input: input).output.text == expected)
    }

    @Test func printsJSONLikeRequestOutputs() async throws {
        let recorded = try await Self.run(["--json", "--logprobs", "1", "a b"])
        let value = try JSONValue(parsing: recorded.output.text.utf8)
        let answer = try #require(value.arrayValue?.first)
        let choice = try #require(answer["outputs"]?.arrayValue?.first)
        #expect(answer["request_id"] == "0")
        #expect(answer["prompt"] == "a b")
        #expect(answer["prompt_token_ids"] == [0, 1])
        #expect(answer["prompt_logprobs"] == .null)
        #expect(answer["finished"] == true)
        #expect(answer["num_cached_tokens"] == 1)
        #expect(choice["text"] == "A B")
        #expect(choice["token_ids"] == [0, 1])
        #expect(choice["cumulative_logprob"] == -0.5)
        #expect(choice["finish_reason"] == "stop")
        #expect(choice["stop_reason"] == 7)
        let position = try #require(choice["logprobs"]?.arrayValue?.first?.objectValue)
        #expect(position.map(\.key) == ["1", "0"])
        #expect(position["1"]?["logprob"] == -0.5 && position["1"]?["rank"] == 2)
        #expect(position["1"]?["decoded_token"] == "<1>")
    }

    @Test func keepsTheOrderOfPromptsWhateverIsReadyFirst() async throws {
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let model = FakeModel { prompt in
            if prompt == "second" { release.finish() }
            if prompt == "first" { for await _ in released {} }
        }
        let recorded = try await Self.run(["--output-format", "jsonl", "first", "second"], model: model)
        let lines = try recorded.output.text.split(separator: "\n").map { try JSONValue(parsing: $0.utf8) }
        #expect(lines.map { $0["prompt"] } == ["first", "second"])
    }

    @Test func layersSamplingParameters() async throws {
        var defaults = SamplingParameters()
        (defaults.temperature, defaults.topP, defaults.topK) = (0.6, 0.9, 20)
        let model = FakeModel(defaults: defaults)
        let lines = """
            {"prompt": "a", "temperature": 0, "stop": ["x", "y"], "logit_bias": {"5": -1.5}, "ignore_eos": true}
            {"prompt": "b", "top_k": -1, "stop": "z", "seed": null, "max_completion_tokens": 3}
            """
        _ = try await Self.run(["--input", "f", "--top-p", "0.5", "--stop", "s"], input: lines, model: model)
        let seen = Dictionary(uniqueKeysWithValues: zip(model.prompts, model.parameters))
        let (first, second) = (try #require(seen["a"]), try #require(seen["b"]))
        #expect(first.temperature == 0 && first.topP == 0.5 && first.topK == 20)
        #expect(first.stopStrings == ["x", "y"] && first.logitBias == [5: -1.5] && first.ignoreEOS)
        #expect(second.temperature == 0.6 && second.topK == 0 && second.stopStrings == ["z"])
        #expect(second.maxTokens == 3 && !second.ignoreEOS)
    }

    @Test func searchesWithoutTheModelsAdviceOnSampling() async throws {
        var defaults = SamplingParameters()
        (defaults.temperature, defaults.topP, defaults.maxTokens) = (0.6, 0.9, 9)
        let model = FakeModel(defaults: defaults)
        let lines = "{\"prompt\": \"a\"}\n{\"prompt\": \"b\", \"num_beams\": 1}\n"
        _ = try await Self.run(["--input", "f", "--num-beams", "2"], input: lines, model: model)
        let seen = Dictionary(uniqueKeysWithValues: zip(model.prompts, model.parameters))
        var search = SamplingParameters()
        (search.beamSearch, search.maxTokens) = (BeamSearch(beams: 2), 9)
        #expect(seen == ["a": search, "b": defaults])
    }

    @Test(arguments: [
        ("{\"prompt\": 3}", "line 1: \"prompt\" must be a text or a list of token ids"),
        ("{\"prompt\": []}", "line 1: \"prompt\" must be a text or a list of token ids"),
        ("{\"prompt\": [4294967296]}", "line 1: \"prompt\" must be a text or a list of token ids"),
        ("\n{}", "line 2: there is neither \"prompt\" nor \"messages\""),
        ("{\"prompt\": \"a\", \"messages\": []}", "line 1: \"prompt\" and \"messages\" exclude each other"),
        (
            "{\"prompt\": \"a\", \"temprature\": 1}",
            "line 1: there is no option \"temprature\". Did you mean \"temperature\"?"
        ),
        (
            "{\"prompt\": \"a\", \"top_p\": 7}",
            "line 1: \"top_p\" does not take '7': expected a number above 0 and at most 1"
        ),
        ("{\"prompt\": \"a\", \"n\": 3, \"best_of\": 2}", "line 1: --best-of (2) must be at least --n (3)."),
        ("[1]", "line 1 is no JSON object; write {\"prompt\": \"…\"}"),
    ])
    func refusesBadLines(_ lines: String, _ message: String) async throws {
        let failure = await #expect(throws: Failure.self) { try await Self.run(["--input", "f"], input: lines) }
        #expect(failure?.description == message)
    }

    @Test func namesTheLineOfARefusedPrompt() async throws {
        let lines = "{\"prompt\": \"a\"}\n{\"messages\": []}\n"
        let failure = await #expect(throws: Failure.self) { try await Self.run(["--input", "f"], input: lines) }
        #expect(failure?.description == "line 2: there are no messages")
    }

    @Test(arguments: [true, false])
    func asksForAPromptWhereThereIsNone(isTerminal: Bool) async {
        await #expect(throws: ArgumentError.missingArgument("PROMPT")) {
            try await Self.run([], isTerminal: isTerminal)
        }
    }

    @Test(arguments: [
        (["a b"], ["Processed prompts: 100%|", "1/1", "est. speed input: ", "output: "]),
        (["--n", "2", "a", "b"], ["4/4"]),
    ])
    func showsProgress(_ words: [String], _ parts: [String]) async throws {
        let errors = try await Self.run(words).errors.text
        #expect(parts.allSatisfy(errors.contains))
    }

    @Test(arguments: [["--no-progress"], ["--log-level", "warning"]])
    func staysSilentOnRequest(_ options: [String]) async throws {
        #expect(try await Self.run(options + ["a"]).errors.text.isEmpty)
        #expect(try await Self.run(options + ["a", "b"]).errors.text.isEmpty)
    }

    @Test(
        arguments: [
            (["--input", "f", "prompt"], "--input and PROMPT exclude each other."),
            (["--lines", "prompt"], "--lines reads standard input; leave out PROMPT and --input."),
            (["--json", "--output-format", "jsonl", "x"], "--json and --output-format exclude each other."),
            (["--num-beam-groups", "2", "x"], nil),
            (
                ["--num-beams", "5", "--num_beam_groups", "2", "x"],
                "--num-beams (5) must be a multiple of --num-beam-groups (2)."
            ),
            (["--min-tokens", "5", "--max-tokens", "4", "x"], "--min-tokens (5) must be at most --max-tokens (4)."),
            (["--n", "3", "--num-beams", "2", "x"], "--num-beams (2) must be at least --n (3)."),
        ] as [([String], String?)])
    func refusesContradictions(_ words: [String], _ sentence: String?) async {
        let error = await #expect(throws: ArgumentError.self) { try await Self.run(words) }
        guard case .contradiction(let found) = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        if let sentence { #expect(found == sentence) }
    }
}
