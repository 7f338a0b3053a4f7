import Testing

@testable import Generation

@Suite("Draws depend on seed, candidate and position alone")
struct DeterminismTests {
    let bench = Bench {
        $0.seed = 42
        $0.topP = 0.95
    }

    func rows(_ count: Int) -> [[Float]] {
        var generator = SeededGenerator(state: 2)
        return (0..<count).map { _ in generator.logits(500, spread: 3) }
    }

    @Test("whatever the workspace did before, and in whatever order")
    func order() {
        let rows = rows(30)
        let forward = rows.indices.map { bench.choose(rows[$0], index: $0) }
        var disturbed = bench
        disturbed.parameters.topK = 30
        let backward = rows.indices.reversed().map { index in
            _ = disturbed.choose([Float](repeating: 1, count: 3000), index: 5)
            return bench.choose(rows[index], index: index)
        }
        #expect(forward == backward.reversed())
        #expect(Set(forward.map(\.token)).count > 5)
    }

    @Test("a fresh sampler and workspace choose the same")
    func fresh() {
        let row = rows(1)[0]
        let again = Bench {
            $0.seed = 42
            $0.topP = 0.95
        }
        for index in 0..<50 {
            #expect(bench.choose(row, candidate: 3, index: index) == again.choose(row, candidate: 3, index: index))
        }
    }

    @Test("seeds, candidates and positions differ from each other")
    func streams() {
        let row = rows(1)[0]
        var other = bench
        other.parameters.seed = 43
        let positions = 0..<40
        let base = positions.map { bench.choose(row, index: $0).token }
        #expect(base != positions.map { bench.choose(row, candidate: 1, index: $0).token })
        #expect(base != positions.map { other.choose(row, index: $0).token })
        #expect(base != positions.map { bench.choose(row, index: $0 + 1).token })
    }

    @Test("without a seed the engine's is used")
    func drawnSeed() {
        let row = rows(1)[0]
        var bench = bench
        bench.parameters.seed = nil
        let seeded = Bench {
            $0.seed = 1
            $0.topP = 0.95
        }
        for index in 0..<20 { #expect(bench.choose(row, index: index) == seeded.choose(row, index: index)) }
    }

    @Test("a fan-out gives each candidate what it would get alone, edits applied once")
    func fanOut() {
        var bench = Bench {
            $0.seed = 8
            $0.repetitionPenalty = 1.7
            $0.logitBias = [3: 2]
            $0.logprobs = 2
        }
        bench.prompt = Array(0..<200)
        let logits = rows(1)[0]
        let alone = (0..<6).map { bench.choose(logits, candidate: $0, index: 0) }
        var row = logits
        var together: [Sampler.Choice] = []
        let history = bench.history
        row.withUnsafeMutableBufferPointer { row in
            bench.sampler.choose(
                from: row, candidates: 0..<6, index: 0, history: history, workspace: bench.workspace
            ) { candidate, choice in
                #expect(candidate == together.count)
                together.append(choice)
            }
        }
        #expect(together == alone)
        #expect(Set(alone.map(\.token)).count > 1)
    }
}
