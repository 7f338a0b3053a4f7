import Dazzle
import TestSupport
import Testing

@Suite("What a request may ask for beside its text")
struct RequestOptionsTests {
    private static let prompt: [Int32] = Array(20..<84)

    @Test("A full queue refuses, and takes requests again once others had their turn")
    func queue() async throws {
        let model = try await SamplingTests.load {
            $0.maxSequences = 1
            $0.maxQueuedRequests = 2
        }
        var long = LanguageModelTests.greedy(maxTokens: 2000)
        long.ignoreEOS = true
        var running: CompletionStream? = try model.submit(PreparedPrompt(tokens: Self.prompt), long)
        var reader = running?.makeAsyncIterator()
        _ = try await reader?.next()
        var waiting = try (0..<2).map { _ in try model.submit(PreparedPrompt(tokens: Self.prompt), long) }
        #expect(model.statistics.waitingRequests == 2)
        let error = #expect(throws: DazzleError.self) { try model.submit(PreparedPrompt(tokens: Self.prompt), long) }
        #expect(error?.code == .overloaded)
        #expect(error?.message.contains("2 requests wait") == true)

        waiting.removeAll()
        running = nil
        reader = nil
        await expectIdle(model)
        let short = try await model.generate(.tokens(Self.prompt), LanguageModelTests.greedy(maxTokens: 2))
        #expect(short.choices[0].tokens.count == 2)
    }

    /// The engine's figures are as of its last step, so they may lag by one.
    private func expectIdle(_ model: LanguageModel) async {
        let deadline = ContinuousClock.now + .seconds(10)
        while model.statistics.runningRequests > 0 || model.statistics.waitingRequests > 0, .now < deadline {
            await Task.yield()
        }
        #expect(model.statistics.runningRequests == 0)
        #expect(model.statistics.waitingRequests == 0)
        #expect(model.statistics.liveBlocks == 0)
    }

    @Test("Special tokens are shown on request")
    func specialTokens() async throws {
        let model = try await SamplingTests.load()
        var parameters = LanguageModelTests.greedy(maxTokens: 3)
        parameters.allowedTokenIDs = [1397]
        #expect(try await model.generate(.tokens(Self.prompt), parameters).text == "")
        parameters.skipSpecialTokens = false
        let text = try await model.generate(.tokens(Self.prompt), parameters).text
        #expect(text == "<|endoftext|><|endoftext|><|endoftext|>")
    }

    @Test("Only allowed tokens are chosen, and never a bad word", arguments: [0, 1] as [Float])
    func tokenRules(temperature: Float) async throws {
        let model = try await SamplingTests.load()
        var parameters = LanguageModelTests.greedy(maxTokens: 40)
        parameters.temperature = temperature
        parameters.allowedTokenIDs = [300, 301, 302]
        parameters.badWords = [[300, 300], [302]]
        let tokens = try await model.generate(.tokens(Self.prompt), parameters).choices[0].tokens
        #expect(Set(tokens).isSubset(of: [300, 301]))
        #expect(!zip(tokens, tokens.dropFirst()).contains { $0 == (300, 300) })
    }

    @Test("Prompts are shared only within one salt")
    func salt() async throws {
        let model = try await SamplingTests.load()
        func cached(_ salt: String?) async throws -> Int {
            let parameters = LanguageModelTests.greedy(maxTokens: 1)
            let stream = try model.submit(PreparedPrompt(tokens: Self.prompt), parameters, cacheSalt: salt)
            var iterator = stream.makeAsyncIterator()
            while try await iterator.next() != nil {}
            #expect(iterator.scheduled != nil)
            return iterator.usage.cachedTokens
        }
        #expect(try await cached(nil) == 0)
        #expect(try await cached(nil) > 0)
        #expect(try await cached("a") == 0)
        #expect(try await cached("a") > 0)
        #expect(try await cached("b") == 0)
    }
}
