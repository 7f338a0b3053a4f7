import Dazzle
import TestSupport
import Testing

@Suite("The library")
struct LanguageModelTests {
    static let exact: LoadOptions = {
        var options = LoadOptions()
        options.properties = ["INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": "1"]
        options.maxSequences = 16
        return options
    }()

    static func greedy(maxTokens: Int) -> SamplingParameters {
        var parameters = SamplingParameters()
        parameters.temperature = 0
        parameters.maxTokens = maxTokens
        parameters.ignoreEOS = true
        return parameters
    }

    @Test("Text in, text out, as the goldens have it", arguments: Fixtures.families)
    func text(family: String) async throws {
        let golden = try Fixtures.golden(GreedyGolden.self, "greedy", family)
        let model = try await LanguageModel.load(Fixtures.model(family), options: Self.exact)
        for prompt in golden.prompts.prefix(8) {
            let completion = try await model.generate(.text(prompt.text), Self.greedy(maxTokens: golden.maxTokens))
            #expect(completion.promptTokens == prompt.ids)
            #expect(completion.choices.first?.tokens == prompt.tokens)
            #expect(completion.text == prompt.output, "\(family)")
            #expect(completion.usage.completionTokens == golden.maxTokens)
        }
    }
}
