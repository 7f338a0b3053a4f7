import Generation
import Support
import TestSupport
import Testing

@testable import Models

/// The NPU's plugin, which runs on the processor here.
@Suite("On an NPU")
struct NPUTests {
    static let families = ["qwen2", "qwen3", "llama", "mistral", "phi3"]
    /// The plugin keeps 16-bit keys and values, so that near ties may end otherwise after some tokens.
    static let certainTokens = 24

    static func configuration(_ change: (inout NPUConfiguration) -> Void = { _ in }) -> NPUConfiguration {
        var npu = NPUConfiguration()
        npu.longestPrompt = 512
        npu.shortestAnswer = 64
        npu.chunk = 32
        change(&npu)
        return npu
    }

    private static func golden(_ family: String) throws -> GreedyGolden {
        try Fixtures.golden(GreedyGolden.self, "greedy", family)
    }

    /// 100 tokens of a golden's text, with none twice in a row.
    private static func prompt(_ family: String, count: Int = 100) throws -> [Int32] {
        let ids = try golden(family).prompts.flatMap(\.ids)
        return Array(ids.prefix(count))
    }

    @Test("the first tokens equal the goldens", arguments: families)
    func goldens(family: String) async throws {
        let golden = try Fixtures.golden(GreedyGolden.self, "greedy", family)
        let harness = try await EngineHarness(family, npu: Self.configuration())
        for prompt in golden.prompts where prompt.ids.count <= 512 {
            let answer = try await harness.greedy(prompt.ids, maxTokens: Self.certainTokens, logprobs: 2)
            #expect(
                NearTies.realDifference(answer.tokens, from: prompt.tokens.prefix(Self.certainTokens), answer.positions)
                    == nil,
                "\(family): '\(prompt.text.prefix(40))'")
        }
    }

    @Test("a conversation of five turns computes new tokens only, and says the same as a fresh one")
    func turns() async throws {
        let harness = try await EngineHarness("qwen3", npu: Self.configuration())
        let fresh = try await EngineHarness("qwen3", npu: Self.configuration { $0.reuse = .none })
        var conversation = try Self.prompt("qwen3", count: 70)
        var known = 0
        for turn in 1...5 {
            let answer = try await harness.greedy(conversation, maxTokens: 12)
            #expect(answer.tokens == (try await fresh.greedy(conversation, maxTokens: 12)).tokens, "turn \(turn)")
            #expect(answer.cachedTokens == known / 32 * 32, "turn \(turn)")
            // The last token of an answer has no keys and values yet.
            known = conversation.count + answer.tokens.count - 1
            conversation += answer.tokens + [Int32(10 + turn), 20, 30, 40, 50]
        }
        #expect(harness.engine.statistics.hitTokens > 0)
        #expect(fresh.engine.statistics.hitTokens == 0)
    }

    @Test("what was only read, without an answer, is kept as well")
    func promptOnly() async throws {
        let harness = try await EngineHarness("qwen2", npu: Self.configuration())
        let prompt = try Self.prompt("qwen2")
        let one = try await harness.greedy(prompt, maxTokens: 1)
        let more = try await harness.greedy(prompt, maxTokens: 12)
        #expect(more.tokens.first == one.tokens.first)
        #expect(more.cachedTokens == 96)
        let alone = try await EngineHarness("qwen2", npu: Self.configuration()).greedy(prompt, maxTokens: 12)
        #expect(more.tokens == alone.tokens)
    }

    @Test("the plugin's own cache of beginnings changes no token")
    func prefixCache() async throws {
        let harness = try await EngineHarness("qwen2", npu: Self.configuration { $0.reuse = .prompts })
        let golden = try Self.golden("qwen2")
        for prompt in golden.sharedPrefix.prompts + golden.sharedPrefix.prompts {
            let answer = try await harness.greedy(prompt.ids, maxTokens: Self.certainTokens, logprobs: 2)
            #expect(
                NearTies.realDifference(answer.tokens, from: prompt.tokens.prefix(Self.certainTokens), answer.positions)
                    == nil)
        }
    }

    @Test("several choices compute their prompt once")
    func choices() async throws {
        let harness = try await EngineHarness("llama", npu: Self.configuration())
        let prompt = try Self.prompt("llama")
        var parameters = SamplingParameters()
        parameters.temperature = 0
        parameters.maxTokens = 10
        parameters.ignoreEOS = true
        parameters.n = 3
        let request = GenerationRequest(promptTokens: prompt, parameters: parameters, endTokenIDs: [])
        let answers = try await harness.read(harness.engine.submit(request))
        let alone = try await harness.greedy(prompt, maxTokens: 10)
        #expect((0..<3).map { answers[$0]?.tokens } == Array(repeating: alone.tokens, count: 3))
    }

    @Test("log-probabilities of prompts equal the processor's")
    func promptLogprobs() async throws {
        var parameters = SamplingParameters()
        parameters.temperature = 0
        parameters.maxTokens = 1
        parameters.promptLogprobs = 1
        let request = GenerationRequest(
            promptTokens: try Self.prompt("qwen2", count: 40), parameters: parameters, endTokenIDs: [])
        let here = try await EngineHarness("qwen2", npu: Self.configuration()).promptLogprobs(request)
        let there = try await EngineHarness("qwen2").promptLogprobs(request)
        #expect(here.count == 40 && there.count == 40)
        for (here, there) in zip(here.dropFirst(), there.dropFirst()) {
            #expect(abs((here?.chosen.logprob ?? 0) - (there?.chosen.logprob ?? 1)) < 0.05)
        }
    }

    @Test("two instances answer side by side as they would alone")
    func instances() async throws {
        let golden = try Self.golden("mistral")
        let harness = try await EngineHarness("mistral", npu: Self.configuration { $0.instances = 2 })
        let prompts = golden.prompts.filter { $0.ids.count <= 512 }
        let answers = try await harness.together(prompts, maxTokens: Self.certainTokens)
        for (tokens, prompt) in zip(answers, prompts) {
            #expect(tokens == Array(prompt.tokens.prefix(Self.certainTokens)), "'\(prompt.text.prefix(40))'")
        }
    }

    @Test("an answer ends where the graphs end, and the next request is well")
    func fullContext() async throws {
        let harness = try await EngineHarness("qwen2", npu: Self.configuration { $0.longestPrompt = 64 })
        let prompt = try Self.prompt("qwen2", count: 64)
        let answer = try await harness.greedy(prompt, maxTokens: 500)
        #expect(answer.finish == .length)
        #expect(answer.tokens.count == 64)
        let again = try await harness.greedy(Array(prompt.prefix(20)), maxTokens: 4)
        #expect(again.tokens.count == 4)
    }

    @Test("too long a prompt is refused with both lengths and the option that raises the limit")
    func tooLong() async throws {
        let harness = try await EngineHarness("qwen2", npu: Self.configuration { $0.longestPrompt = 64 })
        let prompt = try Self.prompt("qwen2", count: 65)
        let error = await #expect(throws: DazzleError.self) {
            _ = try await harness.greedy(prompt, maxTokens: 4)
        }
        let message = try #require(error?.message)
        #expect(message.contains("65") && message.contains("64") && message.contains("--max-prompt-len"))
    }

    @Test("beam search is refused by name")
    func beams() async throws {
        let harness = try await EngineHarness("qwen2", npu: Self.configuration())
        var parameters = SamplingParameters()
        parameters.beamSearch = BeamSearch(beams: 3)
        let request = GenerationRequest(promptTokens: [1, 2, 3], parameters: parameters, endTokenIDs: [])
        let error = #expect(throws: DazzleError.self) { _ = try harness.engine.submit(request) }
        #expect(error?.parameter == "num_beams")
        #expect(error?.message.contains("NPU") == true)
    }

    @Test("layers that look back only so far limit the lengths")
    func slidingWindow() throws {
        var runner = RunnerConfiguration(modelPath: "", contextLength: 4096)
        runner.slidingWindow = 512
        let properties = try NPUProperties(runner, isWhole: false)
        #expect(properties.configuration.longestPrompt == 512 - 128)
        #expect(properties.all["NPUW_LLM_MAX_PROMPT_LEN"] == "384")
    }

    @Test(
        "the names of OpenVINO GenAI and of the plugin mean the same",
        arguments: [
            (
                ["MAX_PROMPT_LEN": "4000", "MIN_RESPONSE_LEN": "512"],
                ["MAX_PROMPT_LEN": "4000", "MIN_RESPONSE_LEN": "512"]
            ),
            (["NPUW_LLM_MAX_PROMPT_LEN": "2000"], ["MAX_PROMPT_LEN": "2000", "MIN_RESPONSE_LEN": "128"]),
            (
                ["PREFILL_HINT": "STATIC", "GENERATE_HINT": "BEST_PERF"],
                ["PREFILL_HINT": "STATIC", "GENERATE_HINT": "BEST_PERF"]
            ),
            (["NPUW_LLM_ENABLE_PREFIX_CACHING": "YES"], ["ENABLE_PREFIX_CACHING": "YES"]),
        ])
    func names(given: [String: String], expected: [String: String]) throws {
        var runner = RunnerConfiguration(modelPath: "", contextLength: 4096)
        runner.properties = given
        let all = try NPUProperties(runner, isWhole: false).all
        for (name, value) in expected { #expect(all["NPUW_LLM_" + name] == value) }
    }
}
