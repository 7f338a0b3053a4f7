import Dazzle
import TestSupport
import Testing

@Suite("Requests side by side")
struct SamplingTests {
    static func seeded(_ seed: UInt64, maxTokens: Int = 24) -> SamplingParameters {
        var parameters = SamplingParameters()
        parameters.temperature = 1
        parameters.topP = 0.95
        parameters.seed = seed
        parameters.maxTokens = maxTokens
        parameters.ignoreEOS = true
        return parameters
    }

    static func load(_ family: String = "qwen2", _ change: (inout LoadOptions) -> Void = { _ in }) async throws
        -> LanguageModel
    {
        var options = LanguageModelTests.exact
        change(&options)
        return try await LanguageModel.load(Fixtures.model(family), options: options)
    }

    @Test("Equal seeds give equal tokens, alone and among others", arguments: ["qwen2", "phi3"])
    func seeds(family: String) async throws {
        let model = try await Self.load(family)
        let prompts = try Fixtures.golden(GreedyGolden.self, "greedy", family).prompts.map(\.ids)
        var alone: [[Int32]] = []
        for (index, prompt) in prompts.enumerated() {
            alone.append(try await model.generate(.tokens(prompt), Self.seeded(UInt64(index))).choices[0].tokens)
        }
        let together = try await withThrowingTaskGroup(of: (Int, [Int32]).self) { group in
            for (index, prompt) in prompts.enumerated() {
                group.addTask {
                    (index, try await model.generate(.tokens(prompt), Self.seeded(UInt64(index))).choices[0].tokens)
                }
            }
            return try await group.reduce(into: Array(repeating: [Int32](), count: prompts.count)) { $0[$1.0] = $1.1 }
        }
        #expect(alone == together)
        #expect(Set(alone).count == alone.count)
    }

    @Test("n answers come as if asked for one by one, unary and streamed")
    func severalAnswers() async throws {
        let model = try await Self.load()
        var parameters = Self.seeded(7)
        parameters.n = 4
        let completion = try await model.generate("The committee", parameters)
        #expect(completion.choices.map(\.index) == [0, 1, 2, 3])
        #expect(Set(completion.choices.map(\.tokens)).count == 4)
        #expect(completion.usage.completionTokens == 4 * 24)

        var streamed: [Int: [Int32]] = [:]
        var texts: [Int: String] = [:]
        for try await delta in try await model.stream("The committee", parameters) {
            streamed[delta.index, default: []] += delta.tokens
            texts[delta.index, default: ""] += delta.text
        }
        #expect((0..<4).map { streamed[$0] } == completion.choices.map(\.tokens))
        #expect((0..<4).map { texts[$0] } == completion.choices.map(\.text))

        parameters.n = 1
        #expect(try await model.generate("The committee", parameters).choices[0].tokens == completion.choices[0].tokens)
    }

    @Test("n answers survive a cache that cannot hold them all at once")
    func preemptedAnswers() async throws {
        var parameters = Self.seeded(3, maxTokens: 80)
        parameters.n = 6
        let roomy = try await Self.load().generate("a time there", parameters)
        let tight = try await Self.load { options in
            options.maxModelLength = 128
            // Eight blocks of 32 tokens: the six answers need eighteen.
            options.cacheBytes = 8 * 16384
        }
        #expect(tight.info.cacheTokens == 256)
        #expect(
            try await tight.generate("a time there", parameters).choices.map(\.tokens) == roomy.choices.map(\.tokens))
        #expect(tight.statistics.preemptions > 0)
    }

    @Test("bestOf returns the likeliest of the candidates")
    func bestOf() async throws {
        let model = try await Self.load()
        var parameters = Self.seeded(11)
        parameters.logprobs = 0
        parameters.n = 5
        let all = try await model.generate("The committee", parameters).choices
        func mean(_ choice: Completion.Choice) -> Float {
            choice.logprobs.map(\.chosen.logprob).reduce(0, +) / Float(choice.tokens.count)
        }
        let expected = all.sorted { mean($0) > mean($1) }.prefix(2).map(\.tokens)
        parameters.n = 2
        parameters.bestOf = 5
        let best = try await model.generate("The committee", parameters).choices
        #expect(best.map(\.tokens) == expected)
        #expect(best.map(\.index) == [0, 1])
    }

    @Test("Dropping a stream or cancelling its task frees every block")
    func dropping() async throws {
        let model = try await Self.load()
        let parameters = Self.seeded(1, maxTokens: 900)
        for _ in 0..<4 {
            for try await delta in try await model.stream("The committee", parameters) where !delta.tokens.isEmpty {
                break
            }
        }
        let tasks = (0..<4).map { _ in Task { try await model.generate("The committee", parameters) } }
        for task in tasks { task.cancel() }
        for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
        // One more request makes the engine report what the cancellations left behind.
        _ = try await model.generate("The", Self.seeded(1, maxTokens: 1))
        while model.statistics.running > 0 { await Task.yield() }
        #expect(model.statistics.liveBlocks == 0)
        #expect(model.statistics.waiting == 0)
    }

    @Test("A stop string ends the answer before it, and the engine stops too")
    func stopStrings() async throws {
        let model = try await Self.load()
        var parameters = LanguageModelTests.greedy(maxTokens: 48)
        let full = try await model.generate("The committee", parameters).text
        let middle = full.index(full.startIndex, offsetBy: full.count / 2)
        let stop = String(full[middle...].prefix(4))
        let expected = String(full[..<(try #require(full.firstRange(of: stop)).lowerBound)])
        parameters.stopStrings = ["never there", stop]
        let stopped = try await model.generate("The committee", parameters)
        #expect(stopped.text == expected)
        #expect(stopped.choices[0].finishReason == .stop)
        #expect(stopped.choices[0].stopReason == .string(stop))
        #expect(stopped.usage.completionTokens < 48)
        parameters.includeStopStringInOutput = true
        #expect(try await model.generate("The committee", parameters).text == expected + stop)
        parameters.minTokens = 48
        #expect(try await model.generate("The committee", parameters).choices[0].finishReason == .length)
    }

    @Test("A stop token ends the answer and stays out of the text")
    func stopTokens() async throws {
        let model = try await Self.load()
        var parameters = LanguageModelTests.greedy(maxTokens: 48)
        let full = try await model.generate("The committee", parameters).choices[0]
        let stop = full.tokens[9]
        let end = try #require(full.tokens.firstIndex(of: stop))
        parameters.stopTokenIDs = [stop]
        let stopped = try await model.generate("The committee", parameters).choices[0]
        #expect(stopped.tokens == Array(full.tokens[...end]))
        #expect(stopped.text == model.detokenize(Array(full.tokens[..<end])))
        #expect(stopped.stopReason == .token(stop))
    }

    @Test("Requests that cannot work are refused by name")
    func refusals() async throws {
        let model = try await Self.load { $0.maxModelLength = 64 }
        func parameter(_ change: (inout SamplingParameters) -> Void, _ prompt: Prompt = "a") async -> String? {
            var parameters = Self.seeded(1)
            change(&parameters)
            let error = await #expect(throws: DazzleError.self) { try await model.generate(prompt, parameters) }
            #expect(error?.code == .invalidRequest)
            return error?.parameter
        }
        #expect(await parameter { $0.temperature = -1 } == "temperature")
        #expect(await parameter { $0.topP = 0 } == "top_p")
        #expect(await parameter { $0.n = 0 } == "n")
        #expect(await parameter { $0.maxTokens = 0 } == "max_tokens")
        #expect(await parameter({ _ in }, .tokens([])) == "prompt")
        #expect(await parameter({ _ in }, .tokens([5000])) == "prompt")
        #expect(await parameter({ _ in }, .tokens(Array(repeating: 1, count: 64))) == "prompt")
        // And the model goes on working.
        #expect(try await model.generate("a", Self.seeded(1, maxTokens: 4)).choices[0].tokens.count == 4)
    }

    @Test("An answer ends when the context is full")
    func contextEnd() async throws {
        let model = try await Self.load { $0.maxModelLength = 40 }
        var parameters = LanguageModelTests.greedy(maxTokens: 1)
        parameters.maxTokens = nil
        let completion = try await model.generate("The committee", parameters)
        #expect(completion.usage.totalTokens == 40)
        #expect(completion.choices[0].finishReason == .length)
    }
}
