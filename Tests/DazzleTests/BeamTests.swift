import Dazzle
import TestSupport
import Testing

private struct BeamGolden: Decodable {
    struct Settings: Decodable {
        let beams: Int
        let groups: Int?
        let diversityPenalty: Float?
        let lengthPenalty: Float?
        let earlyStopping: String
        let noRepeatNgramSize: Int?
    }

    struct Answer: Decodable {
        let score: Float
        let finishReason: String
        let tokens: [Int32]
    }

    struct Case: Decodable {
        let settings: Settings
        let ids: [Int32]
        let sequences: [Answer]
    }

    let maxTokens: Int
    let cases: [Case]
}

extension BeamSearch {
    fileprivate init(_ settings: BeamGolden.Settings) {
        self.init(beams: settings.beams)
        groups = settings.groups ?? 1
        diversityPenalty = settings.diversityPenalty ?? 0
        lengthPenalty = settings.lengthPenalty ?? 1
        earlyStopping = EarlyStopping(rawValue: settings.earlyStopping) ?? .heuristic
        noRepeatNgramSize = settings.noRepeatNgramSize ?? 0
    }
}

@Suite("Beam search equals openvino_genai's")
struct BeamTests {
    private static func check(_ family: String, _ change: (inout LoadOptions) -> Void = { _ in }) async throws {
        let golden = try Fixtures.golden(BeamGolden.self, "beam", family)
        var options = LanguageModelTests.exact
        change(&options)
        let model = try await LanguageModel.load(Fixtures.model(family), options: options)
        #expect(golden.cases.count >= 20)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, item) in golden.cases.enumerated() {
                group.addTask {
                    var parameters = SamplingParameters()
                    parameters.temperature = 0
                    parameters.maxTokens = golden.maxTokens
                    parameters.beamSearch = BeamSearch(item.settings)
                    parameters.n = item.sequences.count
                    let choices = try await model.generate(.tokens(item.ids), parameters).choices
                    #expect(
                        choices.map(\.tokens) == item.sequences.map(\.tokens),
                        "\(family), case \(index): \(item.settings)")
                    #expect(choices.map { $0.finishReason?.rawValue } == item.sequences.map(\.finishReason))
                    for (ours, theirs) in zip(choices, item.sequences) {
                        #expect(abs((ours.score ?? .nan) - theirs.score) <= 1e-4 * max(1, abs(theirs.score)))
                    }
                }
            }
            try await group.waitForAll()
        }
        while model.statistics.running > 0 { await Task.yield() }
        #expect(model.statistics.liveBlocks == 0)
    }

    @Test("in pages", arguments: ["qwen2", "llama", "mistral", "gptj"])
    func paged(family: String) async throws { try await Self.check(family) }

    @Test("in slots, copied when a beam parts")
    func stateful() async throws { try await Self.check("qwen2") { $0.attention = .stateful } }
}
