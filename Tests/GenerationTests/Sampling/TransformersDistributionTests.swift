import TestSupport
import Testing

@testable import Generation

private struct SamplingGolden: Decodable {
    struct Settings: Decodable {
        let temperature: Float?
        let minP: Float?
        let topK: Int?
        let topP: Float?
    }

    struct Case: Decodable {
        let vector: String
        let settings: Settings
        let ids: [Int32]
        let probabilities: [Double]
    }

    /// The decoder's key strategy reaches the names of the vectors too.
    let vectors: [String: [Float?]]
    let cases: [Case]

    func logits(_ name: String) -> [Float]? {
        let camel = name.split(separator: "_").enumerated().map { $0 == 0 ? String($1) : $1.capitalized }.joined()
        return (vectors[camel] ?? vectors[name])?.map { $0 ?? -.infinity }
    }
}

extension Substring {
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}

@Suite("Distributions equal those of transformers' logits processors")
struct TransformersDistributionTests {
    @Test("Temperature, min_p, top_k and top_p, alone and together")
    func distributions() throws {
        let golden = try Fixtures.golden(SamplingGolden.self, ".", "sampling")
        #expect(golden.cases.count > 200)
        let workspace = Sampler.Workspace()
        for (index, item) in golden.cases.enumerated() {
            var parameters = SamplingParameters()
            parameters.temperature = item.settings.temperature ?? 1
            parameters.minP = item.settings.minP ?? 0
            parameters.topK = item.settings.topK ?? 0
            parameters.topP = item.settings.topP ?? 1
            let sampler = Sampler(parameters: parameters, endingTokens: [], seed: 1)
            var logits = try #require(golden.logits(item.vector), "\(item.vector)")
            let ours = logits.withUnsafeMutableBufferPointer { row in
                sampler.distribution(
                    of: row, index: 0, history: TokenHistory(prompt: [], parameters: parameters), workspace: workspace)
            }
            let expected = Dictionary(uniqueKeysWithValues: zip(item.ids, item.probabilities))
            // What is rarer than once in a million million may fall to 0 in single precision.
            let found = Set(ours.filter { $0.probability > 1e-12 }.map(\.token))
            #expect(
                found == Set(expected.filter { $0.value > 1e-12 }.keys),
                "case \(index), \(item.vector): \(item.settings)")
            for (token, probability) in ours {
                #expect(
                    abs(probability - (expected[token] ?? 0)) < 1e-6, "case \(index), \(item.vector): \(item.settings)")
            }
        }
    }
}
