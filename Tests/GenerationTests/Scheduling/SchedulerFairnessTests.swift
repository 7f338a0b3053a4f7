import Testing

@testable import Generation
@testable import Support

@Suite("Scheduler: who gets the budget")
struct SchedulerFairnessTests {
    @Test("a long prompt leaves room for short ones, and takes what they leave")
    func shares() throws {
        let bench = Workbench(blocks: 64, budget: 16, context: 200)
        _ = try bench.submit(1, prompt(100, seed: 1))
        #expect(try bench.advance() == [Chunk(1, 0..<16)], "alone it has everything")
        _ = try bench.submit(2, prompt(3, seed: 2))
        _ = try bench.submit(3, prompt(6, seed: 3))
        #expect(try bench.advance() == [Chunk(1, 16..<25), Chunk(2, 0..<3), Chunk(3, 0..<4)])
        #expect(try bench.advance() == [Chunk(1, 25..<38), Chunk(2, 3..<4), Chunk(3, 4..<6)])
    }

    @Test("sequences that need one token come first")
    func decodeFirst() throws {
        let bench = Workbench(blocks: 64, budget: 8, context: 200)
        _ = try bench.submit(1, [1])
        try bench.advance()
        _ = try bench.submit(2, prompt(50, seed: 2))
        #expect(try bench.advance() == [Chunk(1, 1..<2), Chunk(2, 0..<7)])
        #expect(try bench.advance() == [Chunk(1, 2..<3), Chunk(2, 7..<14)])
    }

    @Test("more sequences than the budget take turns")
    func rotation() throws {
        let bench = Workbench(blocks: 64, budget: 2, context: 200)
        let first = try bench.submit(1, [1])
        try bench.step()
        let sequences = [first] + (0..<4).map { _ in bench.fork(first) }
        for (token, sequence) in sequences.enumerated() { bench.scheduler.append(Int32(token), to: sequence) }
        let late = try bench.submit(2, [2])
        let before = sequences.map(\.computed)
        for _ in 0..<10 { try bench.advance() }
        #expect(zip(sequences, before).map { $0.computed - $1 } == [4, 4, 4, 4, 4])
        #expect(late.state == .waiting, "a request comes in when there is something left for it")
        for sequence in sequences.dropFirst() { bench.finish(sequence) }
        try bench.advance()
        #expect(late.generated.count == 1)
    }

    @Test("a prompt gets on although running sequences use up the budget")
    func promptTurn() throws {
        let bench = Workbench(blocks: 64, budget: 4, context: 200)
        let first = try bench.submit(1, [1])
        let long = try bench.submit(2, prompt(20, seed: 2))
        try bench.step()
        #expect(bench.chunks == [Chunk(1, 0..<1), Chunk(2, 0..<3)])
        for sequence in [first] + (0..<4).map({ _ in bench.fork(first) }) { bench.scheduler.append(4, to: sequence) }
        try bench.advance()
        #expect(bench.chunks.count == 4 && long.computed == 3, "five that need one token, four may have it")
        try bench.advance()
        #expect(bench.chunks.count == 4 && long.computed == 4, "it goes first with a quarter")
        for _ in 0..<10 { try bench.advance() }
        #expect(long.computed == 9)
    }

    @Test("no more sequences run than may", arguments: [1, 2, 5])
    func seats(limit: Int) throws {
        let bench = Workbench(blocks: 64, budget: 64, sequences: limit)
        let sequences = try (1...6).map { try bench.submit(UInt64($0), prompt(3, seed: Int32($0))) }
        try bench.advance()
        #expect(bench.scheduler.statistics.running == limit)
        #expect(bench.scheduler.statistics.waiting == 6 - limit)
        bench.finish(sequences[0])
        try bench.advance()
        #expect(sequences[limit].state == .running)
    }

    @Test("a request of several sequences waits for as many seats, and others wait behind it")
    func width() throws {
        let bench = Workbench(blocks: 64, sequences: 3)
        let first = try bench.submit(1, prompt(3, seed: 1))
        let wide = try bench.submit(2, prompt(3, seed: 2)) { $0.width = 3 }
        let last = try bench.submit(3, prompt(3, seed: 3))
        try bench.advance()
        #expect([first, wide, last].map(\.state) == [.running, .waiting, .waiting])
        bench.finish(first)
        try bench.step()
        #expect([wide, last].map(\.state) == [.running, .waiting], "the seats of its forks are kept free")
        let forks = [bench.fork(wide), bench.fork(wide)]
        #expect(forks.map(\.state) == [.running, .running])
        for sequence in [wide] + forks { bench.scheduler.append(4, to: sequence) }
        try bench.advance()
        #expect(last.state == .waiting)
        bench.finish(forks[1])
        try bench.advance()
        #expect(last.state == .running)
    }

    @Test("a request wider than all seats runs alone, its sequences one after the other")
    func tooWide() throws {
        let bench = Workbench(blocks: 64, sequences: 2)
        let wide = try bench.submit(1, prompt(5)) { $0.width = 3 }
        let other = try bench.submit(2, prompt(5, seed: 2))
        try bench.step()
        let forks = [bench.fork(wide), bench.fork(wide)]
        for (token, sequence) in ([wide] + forks).enumerated() { bench.scheduler.append(Int32(token), to: sequence) }
        #expect(forks.map(\.state) == [.running, .waiting])
        try bench.advance()
        #expect([forks[1], other].map(\.state) == [.waiting, .waiting])
        bench.finish(wide)
        try bench.advance()
        #expect([forks[1], other].map(\.state) == [.running, .waiting])
        #expect(bench.chunks.contains(Chunk(1, 4..<6)), "its full block was still there")
    }

    @Test("prompt logits are limited in each step")
    func promptLogits() throws {
        let bench = Workbench(blocks: 64) { $0.promptLogitsLimit = 4 }
        _ = try bench.submit(1, prompt(10)) { $0.wantsPromptLogits = true }
        _ = try bench.submit(2, prompt(10, seed: 2))
        #expect(try bench.advance() == [Chunk(1, 0..<4), Chunk(2, 0..<10)])
        #expect(bench.scheduler.scheduled[0].promptPositions == 0..<4)
        #expect(bench.scheduler.scheduled[0].promptRows == 0..<4)
        #expect(bench.scheduler.scheduled[0].sampleRow == nil)
        #expect(bench.scheduler.scheduled[1].sampleRow == 4)
        try bench.advance()
        #expect(try bench.advance() == [Chunk(1, 8..<10), Chunk(2, 11..<12)])
        #expect(bench.scheduler.scheduled[0].promptPositions == 8..<9)
        #expect(bench.scheduler.scheduled[0].sampleRow == 1)
        #expect(bench.plan.sampled == [0, 1, 2])
    }
}

@Suite("Scheduler: spans that must not be split")
struct SchedulerSpanTests {
    private func bench(budget: Int) -> Workbench { Workbench(blocks: 64, budget: budget, context: 200) }

    private func image(_ ranges: Range<Int>...) -> (inout SchedulingRequest) -> Void {
        { $0.spans = ranges.map { TokenSpan($0, content: Hash128(low: 7, high: 7), isUnsplittable: true) } }
    }

    @Test("chunks end before them or hold them whole")
    func whole() throws {
        let bench = bench(budget: 10)
        _ = try bench.submit(1, prompt(30), image(4..<12, 12..<20))
        #expect(try bench.advance() == [Chunk(1, 0..<4)])
        #expect(try bench.advance() == [Chunk(1, 4..<12)])
        #expect(try bench.advance() == [Chunk(1, 12..<22)])
    }

    @Test("one longer than the budget has a step for itself")
    func overBudget() throws {
        let bench = bench(budget: 8)
        let runner = try bench.submit(1, [1])
        try bench.advance()
        let long = try bench.submit(2, prompt(30, seed: 2), image(2..<22))
        #expect(try bench.advance() == [Chunk(1, 1..<2), Chunk(2, 0..<2)])
        #expect(try bench.advance() == [Chunk(1, 2..<3)])
        #expect(try bench.advance() == [Chunk(2, 2..<22)], "it got nothing before")
        #expect(try bench.advance() == [Chunk(1, 3..<4), Chunk(2, 22..<29)])
        #expect(long.state == .running && runner.state == .running)
    }

    @Test("a prefix hit never ends inside")
    func prefixHit() throws {
        let bench = bench(budget: 64)
        let first = try bench.submit(1, prompt(20), image(6..<14))
        try bench.advance()
        bench.finish(first)
        // Equal up to position 12, which is inside; the block border before the image is 4.
        var tokens = prompt(20)
        tokens[13] = 99
        let second = try bench.submit(2, tokens, image(6..<14))
        try bench.advance()
        #expect(bench.chunks == [Chunk(2, 4..<20)])
        bench.finish(second)
        _ = try bench.submit(3, prompt(20), image(6..<14))
        try bench.advance()
        #expect(bench.chunks == [Chunk(3, 16..<20)])
    }
}
