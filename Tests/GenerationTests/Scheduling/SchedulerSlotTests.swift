import Testing

@testable import Generation
@testable import Support

@Suite("Scheduler: what ended sequences leave in their slots")
struct SchedulerSlotTests {
    static func bench(slots: Int = 1, keeping multiple: Int = 1, canCopy: Bool = false) -> Workbench {
        Workbench(blocks: slots, of: 64, sequences: 8, context: 64) {
            $0.cache.slots = .init(keptMultiple: multiple, canCopy: canCopy, takesPieces: false)
        }
    }

    @Test(
        "is gone on from, at a multiple of what the cache can keep",
        arguments: [(1, 12), (4, 12), (5, 10), (8, 8), (16, 0)])
    func multiples(multiple: Int, kept: Int) throws {
        let bench = Self.bench(keeping: multiple)
        bench.finish(try bench.submitAndRun(1, prompt(12)))
        _ = try bench.submit(2, prompt(12) + [1, 2])
        try bench.advance()
        #expect(bench.chunks == [Chunk(2, kept..<14)])
        #expect(bench.scheduler.statistics.hitTokens == UInt64(kept))
    }

    @Test("counts for the answer too, but not for its last token, which nobody computed")
    func answers() throws {
        let bench = Self.bench()
        let first = try bench.submit(1, prompt(4))
        try bench.advance()
        try bench.advance()
        bench.finish(first)
        _ = try bench.submit(2, prompt(4) + [7, 7, 7, 9])
        try bench.advance()
        #expect(bench.chunks == [Chunk(2, 5..<8)])
    }

    @Test("is taken from the slot that holds the most of it")
    func bestSlot() throws {
        let bench = Self.bench(slots: 3)
        let others = try [prompt(12), Array(prompt(6)) + prompt(6, seed: 1), prompt(12, seed: 2)].enumerated().map {
            try bench.submit(UInt64($0.offset + 1), $0.element)
        }
        try bench.advance()
        for other in others { bench.finish(other) }
        _ = try bench.submit(4, prompt(6) + prompt(4, seed: 1))
        try bench.advance()
        #expect(bench.chunks == [Chunk(4, 9..<10)])
    }

    @Test("is not shared between salts, nor between pictures")
    func strangers() throws {
        let bench = Self.bench()
        let picture = TokenSpan(4..<8, content: Hash128(low: 1, high: 0))
        bench.finish(try bench.submitAndRun(1, prompt(12)) { $0.spans = [picture] })
        let other = try bench.submit(2, prompt(12)) {
            $0.spans = [TokenSpan(4..<8, content: Hash128(low: 2, high: 0))]
        }
        try bench.advance()
        #expect(bench.chunks == [Chunk(2, 4..<12)])
        bench.finish(other)
        _ = try bench.submit(3, prompt(12)) { $0.salt = Hash128(low: 5, high: 0) }
        try bench.advance()
        #expect(bench.chunks == [Chunk(3, 0..<12)])
    }

    @Test("is forgotten when a pass has failed")
    func failure() throws {
        let bench = Self.bench()
        let sequence = try bench.submit(1, prompt(8))
        try bench.step(failing: true)
        bench.finish(sequence)
        _ = try bench.submit(2, prompt(8))
        try bench.advance()
        #expect(bench.chunks == [Chunk(2, 0..<8)])
    }

    @Test("lets several answers to one prompt come one after the other without computing it again")
    func candidates() throws {
        let bench = Self.bench()
        let first = try bench.submit(1, prompt(10)) { $0.width = 2 }
        try bench.step()
        let second = bench.fork(first)
        bench.scheduler.append(7, to: first)
        bench.scheduler.append(8, to: second)
        #expect(second.state == .waiting)
        try bench.advance()
        bench.finish(first)
        try bench.advance()
        #expect(bench.chunks == [Chunk(1, 10..<11)])
    }
}
