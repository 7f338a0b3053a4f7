import Dazzle
import TestSupport
import Testing

private struct PenaltyGolden: Decodable {
    struct Settings: Decodable {
        let repetitionPenalty: Float?
        let presencePenalty: Float?
        let frequencyPenalty: Float?
        let logitBias: [String: Float]?
        let minTokens: Int?
        let stopTokenIds: Set<Int32>?
        let ignoreEos: Bool?
    }

    struct Case: Decodable {
        let settings: Settings
        let ids: [Int32]
        let tokens: [Int32]
        let logprobs: [Float]
        let finishReason: String
    }

    let maxTokens: Int
    let cases: [Case]
}

extension SamplingParameters {
    fileprivate init(_ settings: PenaltyGolden.Settings, maxTokens: Int) {
        self.init()
        temperature = 0
        self.maxTokens = maxTokens
        repetitionPenalty = settings.repetitionPenalty ?? 1
        presencePenalty = settings.presencePenalty ?? 0
        frequencyPenalty = settings.frequencyPenalty ?? 0
        for (id, bias) in settings.logitBias ?? [:] { logitBias[Int32(id) ?? -1] = bias }
        minTokens = settings.minTokens ?? 0
        stopTokenIDs = settings.stopTokenIds ?? []
        ignoreEOS = settings.ignoreEos ?? false
        logprobs = 0
    }
}

@Suite("Penalties, biases and stops against a reference in torch")
struct PenaltyTests {
    @Test("Tokens, their untouched log-probabilities and the reason for the end", arguments: ["qwen2", "llama"])
    func cases(family: String) async throws {
        let golden = try Fixtures.golden(PenaltyGolden.self, "penalties", family)
        let model = try await LanguageModel.load(Fixtures.model(family), options: LanguageModelTests.exact)
        #expect(golden.cases.count >= 20)
        for (index, item) in golden.cases.enumerated() {
            let parameters = SamplingParameters(item.settings, maxTokens: golden.maxTokens)
            let choice = try await model.generate(.tokens(item.ids), parameters).choices[0]
            #expect(choice.tokens == item.tokens, "case \(index): \(item.settings)")
            #expect(choice.finishReason?.rawValue == item.finishReason)
            for (ours, theirs) in zip(choice.logprobs, item.logprobs) {
                #expect(abs(ours.chosen.logprob - theirs) <= 1e-4)
            }
        }
    }
}
