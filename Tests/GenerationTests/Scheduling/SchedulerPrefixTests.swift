import Testing

@testable import Generation
@testable import Support

@Suite("Scheduler: shared prefixes")
struct SchedulerPrefixTests {
    @Test("a finished prompt is found again, but its last token is computed anew")
    func wholePrompt() throws {
        let bench = Workbench(blocks: 16)
        bench.finish(try bench.submitAndRun(1, prompt(8)))
        _ = try bench.submit(2, prompt(8))
        try bench.advance()
        #expect(bench.chunks == [Chunk(2, 4..<8)], "never write into a block that others may find")
        _ = try bench.submit(3, prompt(8) + [1])
        try bench.advance()
        #expect(bench.chunks.last == Chunk(3, 8..<9))
        #expect(bench.scheduler.statistics.queriedTokens == 25)
        #expect(bench.scheduler.statistics.hitTokens == 12)
    }

    @Test("blocks are found only after the pass that completed them")
    func publishing() throws {
        let bench = Workbench(blocks: 16, budget: 16)
        _ = try bench.submit(1, prompt(40))
        let twin = try bench.submit(2, prompt(40))
        var plan = StepPlan()
        #expect(bench.scheduler.schedule(into: &plan))
        #expect(twin.computed == 0)
        #expect(bench.scheduler.pool.index.contains(0) == false)
    }

    @Test("a request in the queue is matched when it comes in, even while the other prompt is being computed")
    func inFlight() throws {
        let bench = Workbench(blocks: 32, budget: 8, sequences: 2)
        let blocker = try bench.submit(1, [1])
        _ = try bench.submit(2, prompt(20))
        let late = try bench.submit(3, prompt(20) + [5])
        try bench.advance()
        try bench.advance()
        #expect(late.state == .waiting)
        bench.finish(blocker)
        try bench.advance()
        #expect(late.state == .running)
        #expect(bench.chunks.last?.range.lowerBound == 12, "as far as the other had come")
    }

    @Test("twins computed in the same step end up with the same blocks")
    func twins() throws {
        let bench = Workbench(blocks: 16)
        let twins = try (1...3).map { try bench.submit($0, prompt(10)) }
        try bench.advance()
        #expect(bench.chunks == [Chunk(1, 0..<10), Chunk(2, 0..<10), Chunk(3, 0..<10)])
        #expect(Set(twins.map { $0.table.prefix(2) }).count == 1)
        #expect(Set(twins.map(\.table[2])).count == 3)
        #expect(bench.scheduler.statistics.liveBlocks == 5)
        try bench.advance()
    }

    static let strangers: [(String, @Sendable (inout SchedulingRequest) -> Void, hit: Int)] = [
        ("the same", { _ in }, 8),
        ("another salt", { $0.salt = Hash128(low: 1, high: 0) }, 0),
        ("another first token", { $0.prompt[0] = 99 }, 0),
        ("another token in the second block", { $0.prompt[5] = 99 }, 4),
        ("another image", { $0.spans = [TokenSpan(4..<6, content: Hash128(low: 2, high: 0))] }, 4),
        ("the image elsewhere", { $0.spans = [TokenSpan(5..<7, content: Hash128(low: 1, high: 0))] }, 4),
        ("no image", { $0.spans = [] }, 4),
        ("prompt logits", { $0.wantsPromptLogits = true }, 0),
    ]

    @Test(
        "only what is equal is shared, however weak the hash", arguments: strangers.indices, [0, 1, .max] as [UInt64])
    func sharing(index: Int, hashMask: UInt64) throws {
        let (label, change, hit) = Self.strangers[index]
        let bench = Workbench(blocks: 16) { $0.hashMask = hashMask }
        let image = [TokenSpan(4..<6, content: Hash128(low: 1, high: 0))]
        bench.finish(try bench.submitAndRun(1, prompt(10)) { $0.spans = image })
        let second = try bench.submitAndRun(2, prompt(10)) {
            $0.spans = image
            change(&$0)
        }
        #expect(bench.chunks[0].range.lowerBound == hit, "\(label)")
        #expect(second.computed == 10)
    }

    @Test("without prefix caching requests share nothing, but a preempted one finds its own blocks")
    func withoutCaching() throws {
        let bench = Workbench(blocks: 16) { $0.prefixCaching = false }
        let first = try bench.submitAndRun(1, prompt(10))
        _ = try bench.submitAndRun(2, prompt(10))
        #expect(bench.chunks.last == Chunk(2, 0..<10))
        bench.scheduler.requeue(first)
        try bench.advance()
        #expect(bench.chunks.first == Chunk(1, 8..<12))
        #expect(bench.scheduler.statistics.queriedTokens == 0)
    }

    @Test("the least recently used prefix goes first, its end before its beginning")
    func eviction() throws {
        let bench = Workbench(blocks: 6)
        bench.finish(try bench.submitAndRun(1, prompt(8, seed: 1)))
        bench.finish(try bench.submitAndRun(2, prompt(8, seed: 2)))
        bench.finish(try bench.submitAndRun(3, prompt(9, seed: 1)))
        // Three new blocks: two are free, then the end of the second prompt.
        bench.finish(try bench.submitAndRun(4, prompt(11, seed: 4)))
        bench.finish(try bench.submitAndRun(5, prompt(9, seed: 1)))
        #expect(bench.chunks == [Chunk(5, 8..<9)])
        bench.finish(try bench.submitAndRun(6, prompt(9, seed: 2)))
        #expect(bench.chunks == [Chunk(6, 4..<9)])
    }

    @Test("prompt logits are delivered once, also if the sequence begins anew in between")
    func promptLogitsAfterPreemption() throws {
        let bench = Workbench(blocks: 16) { $0.promptLogitsLimit = 6 }
        let sequence = try bench.submitAndRun(1, prompt(12)) { $0.wantsPromptLogits = true }
        bench.scheduler.requeue(sequence)
        try bench.step()
        #expect(bench.chunks == [Chunk(1, 4..<12)])
        #expect(bench.scheduler.scheduled[0].promptPositions == 6..<11)
        #expect(bench.plan.sampled == [2, 3, 4, 5, 6, 7])
    }
}

extension Workbench {
    /// Submits a request and runs one step.
    func submitAndRun(
        _ id: UInt64, _ prompt: [Int32], _ change: (inout SchedulingRequest) -> Void = { _ in }
    ) throws -> TokenSequence {
        let sequence = try submit(id, prompt, change)
        try advance()
        return sequence
    }
}
