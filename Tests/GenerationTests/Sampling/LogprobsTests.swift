import Foundation
import Testing

@testable import Generation

@Suite("Log-probabilities")
struct LogprobsTests {
    func exact(_ logits: [Float]) -> [Double] {
        let sum = log(logits.reduce(0) { $0 + exp(Double($1)) })
        return logits.map { Double($0) - sum }
    }

    @Test("the chosen token and the likeliest ones, by definition", arguments: [1, 3, 64, 65, 1000])
    func definition(_ count: Int) throws {
        var generator = SeededGenerator(state: UInt64(count))
        for topCount in [0, 1, 5, 20] {
            var logits = generator.logits(count)
            logits[count / 2] = logits[0]
            let expected = exact(logits)
            let order = expected.indices.sorted { logits[$0] != logits[$1] ? logits[$0] > logits[$1] : $0 < $1 }
            for chosen in [0, count / 2, count - 1] {
                let position = logits.withUnsafeMutableBufferPointer {
                    PositionLogprobs(of: Int32(chosen), in: $0, topCount: topCount, workspace: .init())
                }
                #expect(position.chosen.rank == 1 + logits.filter { $0 > logits[chosen] }.count)
                #expect(abs(Double(position.chosen.logprob) - expected[chosen]) < 2e-6)
                #expect(position.top.map(\.token) == order.prefix(topCount).map { Int32($0) })
                for entry in position.top {
                    #expect(abs(Double(entry.logprob) - expected[Int(entry.token)]) < 2e-6)
                    #expect(entry.rank == 1 + logits.filter { $0 > logits[Int(entry.token)] }.count)
                }
            }
        }
    }

    @Test("penalties, bias, mask and temperature do not change what is reported", arguments: [Float(0), 0.5])
    func raw(_ temperature: Float) throws {
        var generator = SeededGenerator(state: 4)
        let logits = generator.logits(150)
        var bench = Bench {
            $0.temperature = temperature
            $0.logprobs = 4
            $0.logitBias = [7: 50]
            $0.repetitionPenalty = 1.4
        }
        bench.prompt = Array(0..<80)
        bench.generated = [1, 2]
        let choice = bench.choose(logits, mask: [UInt32](repeating: .max, count: 5))
        #expect(choice.token == 7)
        let plain = Bench { $0.logprobs = 4 }
        let reported = try #require(choice.logprobs)
        #expect(reported.top == plain.choose(logits).logprobs?.top)
        #expect(abs(Double(reported.chosen.logprob) - exact(logits)[7]) < 2e-6)
        #expect(reported.chosen.rank == 1 + logits.filter { $0 > logits[7] }.count)
    }

    @Test("nothing is computed that nobody asked for; best_of needs the chosen token's")
    func onDemand() {
        let logits: [Float] = [1, 2, 3]
        #expect(Bench().choose(logits).logprob == nil)
        let ranking = Bench {
            $0.bestOf = 3
            $0.temperature = 0
        }.choose(logits)
        #expect(ranking.logprobs == nil)
        #expect(ranking.logprob.map { abs(Double($0) - exact(logits)[2]) < 1e-6 } == true)
        #expect(Bench { $0.logprobs = 0 }.choose(logits).logprobs?.top == [])
    }

    @Test("impossible tokens have -inf, certain ones 0")
    func extremes() {
        var logits: [Float] = [-.infinity, 0, .nan]
        let positions = (0..<4).map { token in
            logits.withUnsafeMutableBufferPointer {
                PositionLogprobs(of: Int32(token), in: $0, topCount: 3, workspace: .init())
            }
        }
        let impossible = -Float.infinity
        let expected: [Float] = [impossible, 0, impossible, impossible]
        #expect(positions.map(\.chosen.logprob) == expected)
        #expect(positions.map(\.chosen.rank) == [2, 1, 2, 2])
        #expect(positions[0].top.map(\.token) == [1, 0])
    }
}
