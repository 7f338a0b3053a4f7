import Testing

@testable import Generation

@Suite("Greedy choice")
struct GreedyTests {
    let greedy = Bench { $0.temperature = 0 }

    @Test(
        "the largest logit, the lowest id on a tie, whatever the length",
        arguments: [1, 2, 15, 16, 17, 63, 64, 65, 200])
    func argmax(_ count: Int) {
        for place in 0..<count {
            var logits = [Float](repeating: -2, count: count)
            logits[place] = 3
            logits[count - 1] = 3
            #expect(greedy.choose(logits).token == Int32(place))
        }
    }

    struct Hostile: CustomTestStringConvertible {
        let name: String
        let logits: [Float]
        let expected: Int32
        var testDescription: String { name }
    }

    static let hostile = [
        Hostile(name: "NaN first", logits: [.nan, 1, 2], expected: 2),
        Hostile(name: "NaN last", logits: [1, 2, .nan], expected: 1),
        Hostile(name: "all NaN", logits: [.nan, .nan], expected: 0),
        Hostile(name: "all -inf", logits: [-.infinity, -.infinity, -.infinity], expected: 0),
        Hostile(name: "+inf wins", logits: [5, .nan, .infinity, .infinity], expected: 2),
        Hostile(name: "all equal", logits: [Float](repeating: 1, count: 100), expected: 0),
        Hostile(name: "minus zero ties with zero", logits: [-1, -0.0, 0], expected: 1),
        Hostile(name: "huge negative", logits: [-3e38, -2e38, -.infinity], expected: 1),
        Hostile(name: "one token", logits: [-7], expected: 0),
        Hostile(name: "one impossible token", logits: [-.infinity], expected: 0),
    ]

    @Test(arguments: hostile)
    func hostileRows(_ row: Hostile) {
        #expect(greedy.choose(row.logits).token == row.expected)
    }

    @Test("sampling survives the same rows, reports log-probabilities and chooses a real token", arguments: hostile)
    func hostileSampling(_ row: Hostile) {
        let settings: [(inout SamplingParameters) -> Void] = [
            { _ in }, { $0.topP = 0.5 }, { $0.topK = 1 }, { $0.topK = 50 }, { $0.minP = 0.3 }, { $0.minP = 1 },
            { $0.temperature = 1e-5 }, { $0.temperature = 1e30 }, { $0.topP = .leastNonzeroMagnitude },
            { $0.repetitionPenalty = 1.5 },
        ]
        for setting in settings {
            var bench = Bench(change: setting)
            bench.parameters.logprobs = 3
            bench.prompt = [0, 99]
            for index in 0..<10 {
                let choice = bench.choose(row.logits, index: index)
                #expect(row.logits.indices.contains(Int(choice.token)))
                let possible = row.logits.contains { $0 > -.infinity }
                if possible { #expect(row.logits[Int(choice.token)] > -.infinity) }
                #expect(choice.logprobs.map { !$0.chosen.logprob.isNaN && $0.chosen.rank >= 1 } == true)
            }
        }
    }

    @Test("an empty row does no harm")
    func empty() {
        #expect(greedy.choose([]).token == 0)
        #expect(Bench().distribution([]).isEmpty)
    }

    @Test(
        "a temperature too small to divide by is greedy; a small one is stable", arguments: [0, 1e-9, 9e-6, 1e-5, 1e-3])
    func cold(_ temperature: Float) {
        let bench = Bench { $0.temperature = temperature }
        for index in 0..<20 { #expect(bench.choose([1, 60000, -60000, 59999], index: index).token == 1) }
    }
}
