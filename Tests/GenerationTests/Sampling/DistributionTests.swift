import Foundation
import Testing

@testable import Generation

/// Sorting, in Double, straight from the definitions.
private func reference(_ logits: [Float], _ parameters: SamplingParameters) -> [Int32: Double]? {
    var entries = logits.enumerated().map {
        (id: Int32($0.offset), x: Double($0.element) / Double(parameters.temperature))
    }
    entries.sort { $0.x != $1.x ? $0.x > $1.x : $0.id < $1.id }
    let top = entries[0].x
    func normalized() -> [Double] {
        let weights = entries.map { exp($0.x - top) }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }
    if parameters.minP > 0 {
        let probabilities = normalized()
        let floor = Double(parameters.minP) * probabilities[0]
        if probabilities.contains(where: { abs($0 / floor - 1) < 1e-5 }) { return nil }
        entries = zip(entries, probabilities).filter { $0.1 >= floor }.map(\.0)
    }
    if parameters.topK > 0, parameters.topK < entries.count {
        let last = entries[parameters.topK - 1].x
        entries.removeAll { $0.x < last }
    }
    if parameters.topP < 1 {
        var sum = 0.0
        var kept = 0
        for probability in normalized() where sum < Double(parameters.topP) {
            // Too near to the edge to demand one answer of single-precision arithmetic.
            if abs(sum + probability - Double(parameters.topP)) < 1e-5 { return nil }
            sum += probability
            kept += 1
        }
        entries.removeLast(entries.count - kept)
    }
    return Dictionary(uniqueKeysWithValues: zip(entries.map(\.id), normalized()))
}

@Suite("Filtered distributions")
struct DistributionTests {
    static let settings: [(name: String, change: @Sendable (inout SamplingParameters) -> Void)] = [
        ("temperature 1", { _ in }),
        ("temperature 0.3", { $0.temperature = 0.3 }),
        ("temperature 5", { $0.temperature = 5 }),
        ("top_p 0.9", { $0.topP = 0.9 }),
        ("top_p 0.1", { $0.topP = 0.1 }),
        ("top_p 0.999", { $0.topP = 0.999 }),
        ("top_k 1", { $0.topK = 1 }),
        ("top_k 7", { $0.topK = 7 }),
        ("top_k 100", { $0.topK = 100 }),
        ("top_k 5000", { $0.topK = 5000 }),
        ("min_p 0.05", { $0.minP = 0.05 }),
        (
            "all",
            {
                $0 = SamplingParameters(); $0.temperature = 0.8; $0.topK = 50; $0.topP = 0.95; $0.minP = 0.01
            }
        ),
        (
            "top_k cuts before top_p",
            {
                $0.temperature = 3; $0.topK = 20; $0.topP = 0.5
            }
        ),
        (
            "min_p cuts before top_p",
            {
                $0.temperature = 2; $0.minP = 0.2; $0.topP = 0.7
            }
        ),
    ]

    @Test("equal the definition to 1e-6", arguments: settings.indices)
    func exactness(_ setting: Int) {
        var generator = SeededGenerator(state: UInt64(setting))
        let bench = Bench(change: Self.settings[setting].change)
        var compared = 0
        for count in [1, 2, 17, 64, 65, 300, 3000] {
            for spread: Float in [0.5, 4, 12] {
                var logits = generator.logits(count, spread: spread)
                // Some equal ones.
                for _ in 0..<count / 8 {
                    logits[.random(in: 0..<count, using: &generator)] =
                        logits[.random(in: 0..<count, using: &generator)]
                }
                guard let expected = reference(logits, bench.parameters) else { continue }
                compared += 1
                let found = bench.distribution(logits)
                let ids = Set(found.keys).union(expected.filter { $0.value > 1e-30 }.keys)
                let worst = ids.map { abs((found[$0] ?? 0) - (expected[$0] ?? 0)) }.max() ?? 1
                #expect(worst <= 1e-6, "\(Self.settings[setting].name), \(count) logits, spread \(spread)")
                #expect(abs(found.values.reduce(0, +) - 1) < 1e-6)
            }
        }
        #expect(compared > 10)
    }

    @Test("top_p keeps the token that crosses, and at least one")
    func crossing() {
        // 0.5, 0.25, 0.125, 0.125
        let logits: [Float] = [0, 1, 2, 2].map { -$0 * 0.693_147_2 }
        for (p, kept): (Float, Int) in [(0.01, 1), (0.49, 1), (0.51, 2), (0.74, 2), (0.76, 3), (0.88, 4), (1, 4)] {
            #expect(Bench { $0.topP = p }.distribution(logits).count == kept, "top_p \(p)")
        }
    }

    @Test("top_k keeps all that tie with the last; top_p takes ties by lowest id")
    func ties() {
        let logits: [Float] = [1, 3, 2, 2, 0, 2]
        #expect(Bench { $0.topK = 2 }.distribution(logits).keys.sorted() == [1, 2, 3, 5])
        let equal = [Float](repeating: 0.5, count: 200)
        #expect(Bench { $0.topP = 0.0999 }.distribution(equal).keys.sorted() == Array(0..<20))
        #expect(Bench { $0.topK = 3 }.distribution(equal).count == 200)
    }

    @Test("drawing follows the distribution", arguments: [0, 3, 7, 11])
    func chiSquare(_ setting: Int) throws {
        var generator = SeededGenerator(state: 77)
        let bench = Bench(change: Self.settings[setting].change)
        var logits = generator.logits(90, spread: 3)
        let expected = bench.distribution(logits)
        var seen: [Int32: Int] = [:]
        let draws = 200_000
        let history = bench.history
        logits.withUnsafeMutableBufferPointer { row in
            // One row serves all candidates; each has a stream of its own.
            bench.sampler.choose(
                from: row, candidates: 0..<draws, index: 0, history: history, workspace: bench.workspace
            ) { _, choice in seen[choice.token, default: 0] += 1 }
        }
        #expect(Set(seen.keys).isSubset(of: expected.keys))
        let cells = expected.filter { $0.value * Double(draws) >= 5 }
        var statistic = 0.0
        for (id, probability) in cells {
            let mean = probability * Double(draws)
            statistic += (Double(seen[id] ?? 0) - mean) * (Double(seen[id] ?? 0) - mean) / mean
        }
        // Mean d, deviation √2d: four deviations above.
        let freedom = Double(cells.count - 1)
        #expect(statistic < freedom + 4 * (2 * freedom).squareRoot())
    }
}
