import Dazzle
import TestSupport
import Testing

private struct LogprobGolden: Decodable {
    struct Position: Decodable {
        let token: Int32
        let logprob: Float
        let rank: Int?
        let top: [Alternative]
    }

    struct Alternative: Decodable {
        let token: Int32
        let logprob: Float

        init(from decoder: any Decoder) throws {
            var pair = try decoder.unkeyedContainer()
            token = try pair.decode(Int32.self)
            logprob = try pair.decode(Float.self)
        }
    }

    struct Prompt: Decodable {
        let ids: [Int32]
        let tokens: [Int32]
        let generated: [Position]
        let prompt: [Position?]
    }

    let prompts: [Prompt]
}

@Suite("Log-probabilities are those of transformers, within 1e-4")
struct LogprobTests {
    private static let tolerance: Float = 1e-4

    private static func compare(_ position: PositionLogprobs, _ golden: LogprobGolden.Position) {
        #expect(position.chosen.token == golden.token)
        #expect(abs(position.chosen.logprob - golden.logprob) <= tolerance)
        if let rank = golden.rank { #expect(position.chosen.rank == rank) }
        #expect(position.top.map(\.token) == golden.top.map(\.token))
        for (ours, theirs) in zip(position.top, golden.top) { #expect(abs(ours.logprob - theirs.logprob) <= tolerance) }
    }

    @Test("of generated tokens and their alternatives, and of the prompt's", arguments: Fixtures.families)
    func positions(family: String) async throws {
        let golden = try Fixtures.golden(LogprobGolden.self, "logprobs", family)
        let model = try await LanguageModel.load(Fixtures.model(family), options: LanguageModelTests.exact)
        for prompt in golden.prompts {
            var parameters = LanguageModelTests.greedy(maxTokens: prompt.tokens.count)
            parameters.logprobs = 5
            parameters.promptLogprobs = 3
            let completion = try await model.generate(.tokens(prompt.ids), parameters)
            let choice = completion.choices[0]
            #expect(choice.tokens == prompt.tokens)
            #expect(choice.logprobs.count == prompt.generated.count)
            for (ours, theirs) in zip(choice.logprobs, prompt.generated) { Self.compare(ours, theirs) }

            let positions = try #require(completion.promptLogprobs)
            #expect(positions.count == prompt.ids.count)
            for (ours, theirs) in zip(positions, prompt.prompt) {
                guard let ours, let theirs else {
                    #expect(ours == nil && theirs == nil)
                    continue
                }
                Self.compare(ours, theirs)
            }
        }
    }

    @Test("The prompt's come out the same in small chunks, and with the prompt in the prefix cache")
    func chunks() async throws {
        let golden = try Fixtures.golden(LogprobGolden.self, "logprobs", "qwen2")
        var options = LanguageModelTests.exact
        options.maxBatchedTokens = 5
        let model = try await LanguageModel.load(Fixtures.model("qwen2"), options: options)
        var parameters = LanguageModelTests.greedy(maxTokens: 2)
        for prompt in golden.prompts {
            parameters.promptLogprobs = nil
            _ = try await model.generate(.tokens(prompt.ids), parameters)
            parameters.promptLogprobs = 3
            let positions = try #require(try await model.generate(.tokens(prompt.ids), parameters).promptLogprobs)
            #expect(positions.count == prompt.ids.count)
            for case (let ours?, let theirs?) in zip(positions, prompt.prompt) { Self.compare(ours, theirs) }
        }
    }
}
