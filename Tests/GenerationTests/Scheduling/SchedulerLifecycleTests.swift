import Support
import Testing

@testable import Generation

@Suite("Scheduler: life of a request")
struct SchedulerLifecycleTests {
    @Test("prompt, then token by token")
    func oneRequest() throws {
        let bench = Workbench(blocks: 4)
        let sequence = try bench.submit(1, [5, 6, 7, 8, 9])
        #expect(bench.scheduler.hasWork)
        try bench.step()
        #expect(bench.plan.tokens == [5, 6, 7, 8, 9])
        #expect(bench.plan.positions == [0, 1, 2, 3, 4])
        #expect(bench.plan.pastLengths == [0])
        #expect(bench.plan.tokenBegins == [0, 5])
        #expect(bench.plan.blocks.count == 2)
        #expect(bench.plan.sampled == [4])
        #expect(bench.plan.maxContextLength == 5)
        #expect(bench.scheduler.scheduled[0].sampleRow == 0)
        #expect(try bench.step() == false, "nothing to compute until a token is sampled")

        bench.scheduler.append(10, to: sequence)
        try bench.step()
        #expect(bench.plan.tokens == [10])
        #expect(bench.plan.positions == [5])
        #expect(bench.plan.pastLengths == [5])
        #expect(Array(sequence.generated) == [10])

        bench.finish(sequence)
        #expect(!bench.scheduler.hasWork)
        #expect(bench.scheduler.statistics.liveBlocks == 0)
        #expect(bench.scheduler.statistics.cachedBlocks == 1, "one full block")
    }

    @Test("a long prompt comes in chunks that know what came before")
    func chunks() throws {
        let bench = Workbench(blocks: 8, budget: 6)
        _ = try bench.submit(1, prompt(14))
        #expect(try bench.advance() == [Chunk(1, 0..<6)])
        #expect(bench.plan.sampled.isEmpty)
        #expect(bench.plan.blocks.count == 2, "blocks are taken only when needed")
        #expect(try bench.advance() == [Chunk(1, 6..<12)])
        #expect(bench.plan.pastLengths == [6])
        #expect(try bench.advance() == [Chunk(1, 12..<14)])
        #expect(bench.plan.sampled == [1])
    }

    static let refusals:
        [(SchedulingError.Code, length: Int, limit: Int, @Sendable (inout SchedulingRequest) -> Void)] = [
            (.emptyPrompt, 0, 31, { $0.prompt = [] }),
            (.promptExceedsContext, 32, 31, { $0.prompt = prompt(32) }),
            (.promptExceedsCache, 24, 23, { $0.prompt = prompt(24) }),
            (.beamsExceedSequences, 5, 4, { ($0.isLockstep, $0.width) = (true, 5) }),
            (.beamsExceedBudget, 4, 3, { ($0.isLockstep, $0.width) = (true, 4) }),
            (.beamsExceedCache, 7, 6, { ($0.isLockstep, $0.width, $0.prompt) = (true, 3, prompt(16)) }),
            (.invalidSpans, 1, 3, { $0.spans = [TokenSpan(2..<9, content: .zero)] }),
            (.duplicateRequest, 3, 3, { $0.id = RequestID(1) }),
        ]

    @Test("what can never run is refused with numbers and a way out", arguments: refusals.indices)
    func refusal(index: Int) throws {
        let (code, length, limit, change) = Self.refusals[index]
        let bench = Workbench(blocks: 6, budget: 3, sequences: 4, context: 32)
        _ = try bench.submit(1, [1])
        let error = #expect(throws: SchedulingError.self) { try bench.submit(2, [1, 2, 3], change) }
        #expect(error == SchedulingError(code, length: length, limit: limit))
        #expect(error?.description.hasSuffix(".") == true)
        #expect(bench.scheduler.statistics.waiting == 1)
    }

    @Test("the longest prompts that may run do")
    func longest() throws {
        let bench = Workbench(blocks: 6, budget: 3, sequences: 4, context: 32)
        let long = try bench.submit(1, prompt(23))
        try bench.advance { long.generated.count == 1 }
        bench.finish(long)
        let beams = try bench.submit(2, prompt(15)) { ($0.isLockstep, $0.width) = (true, 3) }
        try bench.advance { beams.generated.count == 1 }
    }

    @Test("aborted in the queue, in the prompt, while running and after preemption", arguments: 0..<4)
    func abort(phase: Int) throws {
        let bench = Workbench(blocks: 6, budget: 8)
        let older = try bench.submit(1, prompt(7, seed: 1))
        try bench.advance()
        let sequence = try bench.submit(2, prompt(12, seed: 2))
        switch phase {
        case 0: break
        case 1: try bench.advance { sequence.computed > 0 && sequence.computed < 12 }
        case 2: try bench.advance { sequence.generated.count == 1 }
        default: try bench.advance { sequence.state == .waiting && bench.scheduler.statistics.preemptions > 0 }
        }
        bench.abort(RequestID(2))
        bench.abort(RequestID(2))
        bench.abort(RequestID(99))
        #expect(sequence.state == .finished)
        try bench.checkBlocks()
        #expect(try bench.advance().map(\.request) == [1])
        bench.finish(older)
        #expect(bench.scheduler.statistics.liveBlocks == 0)
    }

    @Test("what comes late for a finished sequence is ignored")
    func late() throws {
        let bench = Workbench(blocks: 4)
        let sequence = try bench.submit(1, [1, 2, 3])
        var plan = StepPlan()
        #expect(bench.scheduler.schedule(into: &plan))
        bench.abort(RequestID(1))
        bench.scheduler.commit()
        bench.scheduler.commit()
        bench.scheduler.append(4, to: sequence)
        bench.scheduler.finish(sequence)
        #expect(sequence.tokens == [1, 2, 3])
        #expect(sequence.computed == 0)
        #expect(bench.fork(sequence).state == .finished)
        #expect(!bench.scheduler.schedule(into: &plan))
        #expect(bench.scheduler.statistics == SchedulerStatistics(totalBlocks: 4, queriedTokens: 3))
    }

    @Test("after a failed pass everything is computed anew")
    func failedPass() throws {
        let bench = Workbench(blocks: 8)
        let first = try bench.submit(1, prompt(6))
        try bench.advance()
        let child = bench.fork(first)
        bench.scheduler.append(8, to: child)
        try bench.step(failing: true)
        #expect(bench.plan.copies.count == 1)
        try bench.step()
        #expect(bench.chunks == [Chunk(1, 4..<7)], "the published block is still good")
        try bench.step()
        #expect(bench.chunks == [Chunk(1, 4..<8)])
    }

    @Test("limits out of range are brought into it")
    func saneLimits() throws {
        let bench = Workbench(blocks: -1, of: 0, budget: -5, sequences: 0, context: .max) { $0.promptLogitsLimit = 0 }
        #expect(throws: SchedulingError(.promptExceedsCache, length: 1, limit: 0)) { try bench.submit(1, [1]) }
        #expect(bench.scheduler.configuration.tokenBudget == 1)
    }
}
