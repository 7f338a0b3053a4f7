import Generation
import TestSupport
import Testing

@testable import Models

@Suite("Greedy tokens equal the goldens, for every family")
struct GreedyParityTests {
    private static func golden(_ family: String) throws -> GreedyGolden {
        try Fixtures.golden(GreedyGolden.self, "greedy", family)
    }

    private static func expectEqual(_ tokens: [[Int32]], _ prompts: [GreedyGolden.Prompt], _ family: String) {
        for (tokens, prompt) in zip(tokens, prompts) {
            #expect(
                tokens == prompt.tokens, "\(family): \(prompt.ids.count) prompt tokens, '\(prompt.text.prefix(40))'")
        }
        #expect(tokens.count == prompts.count)
    }

    @Test("alone", arguments: Fixtures.families)
    func alone(family: String) async throws {
        let golden = try Self.golden(family)
        let harness = try await EngineHarness(family)
        for prompt in golden.prompts {
            let answer = try await harness.greedy(prompt.ids, maxTokens: golden.maxTokens)
            #expect(answer.tokens == prompt.tokens, "\(family): '\(prompt.text.prefix(40))'")
            #expect(answer.finish == .length)
        }
    }

    @Test("in a batch of 16 mixed lengths that arrive at different times", arguments: Fixtures.families)
    func batched(family: String) async throws {
        let golden = try Self.golden(family)
        let prompts = Array(golden.prompts.suffix(16))
        let harness = try await EngineHarness(family)
        Self.expectEqual(try await harness.together(prompts, maxTokens: golden.maxTokens), prompts, family)
    }

    @Test("with chunks of 16 tokens", arguments: Fixtures.families)
    func chunked(family: String) async throws {
        let golden = try Self.golden(family)
        let harness = try await EngineHarness(family) { $0.maxBatchedTokens = 16 }
        Self.expectEqual(
            try await harness.together(golden.prompts, maxTokens: golden.maxTokens), golden.prompts, family)
    }

    @Test("after prefix hits", arguments: Fixtures.families)
    func prefixHits(family: String) async throws {
        let golden = try Self.golden(family)
        let harness = try await EngineHarness(family)
        let block = harness.engine.cache.blockSize
        func wholeBlocks(_ tokens: Int) -> Int { tokens / block * block }
        // First only what the prompts have in common is found, then all of each prompt but its last token.
        for round in 1...2 {
            for (index, prompt) in golden.sharedPrefix.prompts.enumerated() {
                let answer = try await harness.greedy(prompt.ids, maxTokens: golden.maxTokens)
                #expect(answer.tokens == prompt.tokens, "\(family), round \(round): '\(prompt.text.prefix(40))'")
                let least = round == 2 ? prompt.ids.count - 1 : index == 0 ? 0 : golden.sharedPrefix.prefixLength
                #expect(answer.cachedTokens >= wholeBlocks(least), "\(family), round \(round), prompt \(index)")
            }
        }
    }

    @Test("under forced preemption, with a third of the KV that is needed", arguments: Fixtures.families)
    func preempted(family: String) async throws {
        let golden = try Self.golden(family)
        let prompts = Array(golden.prompts.suffix(16))
        let need = prompts.map { $0.ids.count + golden.maxTokens }
        let longest = need.max() ?? 0
        let harness = try await EngineHarness(family, cacheTokens: max(longest + 32, need.reduce(0, +) / 3))
        Self.expectEqual(try await harness.crowded(prompts, maxTokens: golden.maxTokens), prompts, family)
        #expect(harness.engine.statistics.preemptions > 0)
    }

    @Test("in the stateful runner", arguments: Fixtures.families)
    func stateful(family: String) async throws {
        let golden = try Self.golden(family)
        let harness = try await EngineHarness(family, attention: .stateful) { $0.maxBatchedTokens = 64 }
        Self.expectEqual(
            try await harness.together(golden.prompts, maxTokens: golden.maxTokens), golden.prompts, family)
    }

    @Test("and end where the model ends them", arguments: Fixtures.families)
    func ended(family: String) async throws {
        let golden = try Self.golden(family)
        let harness = try await EngineHarness(family)
        for prompt in golden.eos {
            let answer = try await harness.greedy(
                prompt.ids, maxTokens: prompt.maxTokens, endTokenIDs: Set(golden.eosTokenIds))
            #expect(answer.tokens == prompt.tokens)
            #expect(answer.finish?.rawValue == prompt.finishReason)
        }
    }
}
