import Testing

@testable import Generation

@Suite("Penalties, bias, bans and masks")
struct LogitEditsTests {
    /// The row after the edits, read from the engine's own order of operations.
    func edited(_ bench: Bench, _ logits: [Float], mask: [UInt32]? = nil) throws -> [Float] {
        var row = logits
        let edits = LogitEdits(parameters: bench.parameters, endingTokens: bench.endingTokens)
        try row.withUnsafeMutableBufferPointer { buffer in
            let row = try #require(LogitRow(buffer))
            if let mask {
                mask.withUnsafeBufferPointer {
                    edits.apply(to: row, index: bench.generated.count, history: bench.history, mask: $0.baseAddress)
                }
            } else {
                edits.apply(to: row, index: bench.generated.count, history: bench.history, mask: nil)
            }
        }
        return row
    }

    @Test("repetition divides what is positive and multiplies what is not, once per token of prompt and answer")
    func repetition() throws {
        var bench = Bench { $0.repetitionPenalty = 2 }
        bench.prompt = [0, 1, 1, 2]
        bench.generated = [2, 3, 3]
        #expect(try edited(bench, [4, -4, 8, -6, 5]) == [2, -8, 4, -12, 5])
    }

    @Test("a repetition penalty below 1 favours what was seen")
    func encouragement() throws {
        var bench = Bench { $0.repetitionPenalty = 0.5 }
        bench.prompt = [0, 1]
        #expect(try edited(bench, [4, -4, 3]) == [8, -2, 3])
    }

    @Test("presence is subtracted once, frequency each time, from generated tokens only and whatever the sign")
    func presenceAndFrequency() throws {
        var bench = Bench {
            $0.presencePenalty = 0.5
            $0.frequencyPenalty = 0.25
        }
        bench.prompt = [0, 0, 0]
        bench.generated = [1, 2, 2, 1, 2]
        #expect(try edited(bench, [1, 1, -1]) == [1, 0, -2.25])
    }

    @Test("negative penalties add")
    func negative() throws {
        var bench = Bench { $0.presencePenalty = -2 }
        bench.generated = [1]
        #expect(try edited(bench, [1, 1]) == [1, 3])
    }

    @Test("bias comes before the repetition penalty, that before the subtractions")
    func order() throws {
        var bench = Bench {
            $0.logitBias = [0: 3]
            $0.repetitionPenalty = 2
            $0.presencePenalty = 1
        }
        bench.generated = [0]
        // (-1 + 3) / 2 - 1
        #expect(try edited(bench, [-1, 7]) == [0, 7])
    }

    @Test("until min_tokens exist, nothing that ends the answer can be chosen")
    func minTokens() throws {
        var bench = Bench {
            $0.minTokens = 2
            $0.logitBias = [1: 100]
        }
        bench.endingTokens = [1, 3]
        #expect(try edited(bench, [0, 0, 0, 0]) == [0, -.infinity, 0, -.infinity])
        bench.generated = [0]
        #expect(try edited(bench, [0, 0, 0, 0]) == [0, -.infinity, 0, -.infinity])
        bench.generated = [0, 0]
        #expect(try edited(bench, [0, 0, 0, 0]) == [0, 100, 0, 0])
    }

    @Test("a mask allows single tokens", arguments: [1, 31, 32, 33, 64, 100])
    func mask(_ count: Int) throws {
        var generator = SeededGenerator(state: 9)
        let logits = generator.logits(count)
        let mask = (0..<(count + 31) / 32).map { word in
            word % 3 == 2 ? UInt32.max : UInt32.random(in: 0...UInt32.max, using: &generator)
        }
        let row = try edited(Bench(), logits, mask: mask)
        for id in 0..<count {
            let isAllowed = mask[id / 32] >> UInt32(id % 32) & 1 == 1
            #expect(row[id] == (isAllowed ? logits[id] : -.infinity))
        }
    }

    @Test("a bias cannot bring back what the mask forbids")
    func maskAndBias() {
        var bench = Bench { $0.logitBias = [0: 100] }
        #expect(bench.choose([0, 0], mask: [0b10]).token == 1)
        bench.parameters.temperature = 0
        #expect(bench.choose([0, 0], mask: [0b10]).token == 1)
    }

    @Test("only allowed tokens stay, whatever the bias")
    func allowed() throws {
        let bench = Bench {
            $0.allowedTokenIDs = [1, 3, 99]
            $0.logitBias = [0: 100, 1: 1]
        }
        #expect(try edited(bench, [4, 5, 6, 7]) == [-.infinity, 6, -.infinity, 7])
    }

    @Test("the last token of a bad word is banned just behind its others, and only in the answer")
    func badWords() throws {
        var bench = Bench { $0.badWords = [[2], [0, 1], [3, 0, 1]] }
        bench.prompt = [3, 0]
        #expect(try edited(bench, [1, 1, 1, 1]) == [1, 1, -.infinity, 1])
        bench.generated = [1, 0]
        #expect(try edited(bench, [1, 1, 1, 1]) == [1, -.infinity, -.infinity, 1])
        bench.generated = [0, 3]
        #expect(try edited(bench, [1, 1, 1, 1]) == [1, 1, -.infinity, 1])
        bench.parameters.badWords = [[3, 3, 1]]
        bench.generated = [1, 3, 3]
        #expect(try edited(bench, [1, 1, 1, 1]) == [1, -.infinity, 1, 1])
    }

    @Test("ids outside the row are passed over")
    func strangers() throws {
        var bench = Bench {
            $0.logitBias = [-1: 5, 2: 5, .max: 5]
            $0.repetitionPenalty = 2
            $0.minTokens = 3
        }
        bench.endingTokens = [-7, 900]
        bench.prompt = [-1, 2, .max]
        bench.generated = [.min, 4]
        #expect(try edited(bench, [1, 1]) == [1, 1])
    }

    @Test("a history counts, shares the prompt and forks as a value")
    func history() {
        let parameters = Bench { $0.repetitionPenalty = 2 }.parameters
        var one = TokenHistory(prompt: [5, 3, 5], parameters: parameters)
        one.record(7)
        one.record(7)
        var two = one
        two.record(7)
        two.record(8)
        #expect(one.prompt == [3, 5])
        #expect(one.generated == [7] && one.counts == [2])
        #expect(two.generated == [7, 8] && two.counts == [3, 1])
        #expect(one.promptHolds(5) && !one.promptHolds(7))
    }

    @Test("without penalties a history stays empty")
    func idle() {
        var history = TokenHistory(prompt: [1, 2], parameters: .init())
        history.record(3)
        #expect(history.generated.isEmpty && history.prompt.isEmpty)
    }
}
