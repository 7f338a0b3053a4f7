import Testing

@testable import Generation

@Suite("Scheduler: when blocks run out")
struct SchedulerMemoryTests {
    @Test("the youngest makes room, and comes back before those who came later")
    func preemption() throws {
        let bench = Workbench(blocks: 6)
        let old = try bench.submit(1, prompt(7, seed: 1))
        let young = try bench.submit(2, prompt(7, seed: 2))
        try bench.advance { bench.scheduler.statistics.preemptions > 0 }
        let later = try bench.submit(3, [5])
        #expect([old, young].map(\.state) == [.running, .waiting])
        #expect(young.table.isEmpty && young.computed == 0)
        let count = young.tokens.count
        for _ in 0..<4 { try bench.advance() }
        #expect([young, later].map(\.state) == [.waiting, .waiting], "strictly in order")
        bench.finish(old)
        try bench.advance()
        #expect([young, later].map(\.state) == [.running, .running])
        #expect(bench.chunks[0].range.upperBound == count)
        #expect(bench.chunks[0].range.lowerBound >= 4, "it finds blocks that it had computed")
        #expect(bench.scheduler.statistics.preemptions == 1)
    }

    @Test("one that fills the whole cache alone is out of room")
    func outOfRoom() throws {
        let bench = Workbench(blocks: 3)
        let sequence = try bench.submit(1, prompt(7))
        try bench.advance { !bench.scheduler.outOfRoom.isEmpty }
        #expect(bench.scheduler.outOfRoom[0] === sequence)
        #expect(sequence.tokens.count == 13, "12 in the cache and one more sampled")
        #expect(try bench.step() == false)
        #expect(!bench.scheduler.outOfRoom.isEmpty, "until it is finished")
        bench.finish(sequence)
        #expect(try bench.step() == false)
        #expect(bench.scheduler.outOfRoom.isEmpty)
    }

    @Test("out of room in the queue, because it grew too long before it was preempted")
    func outOfRoomWaiting() throws {
        let bench = Workbench(blocks: 3)
        let sequence = try bench.submit(1, prompt(7))
        try bench.advance()
        for token in 0..<6 { bench.scheduler.append(Int32(token), to: sequence) }
        bench.scheduler.requeue(sequence)
        #expect(try bench.step() == false)
        #expect(bench.scheduler.outOfRoom.first === sequence)
    }

    @Test("the context's end is out of room too, and nobody is computed beyond it")
    func context() throws {
        let bench = Workbench(blocks: 16, context: 10)
        let sequence = try bench.submit(1, prompt(8))
        try bench.advance { !bench.scheduler.outOfRoom.isEmpty }
        #expect(sequence.computed == 10)
        #expect(sequence.tokens.count == 11)
    }

    @Test("a fork shares all blocks, and a partial one is copied when somebody writes")
    func fork() throws {
        let bench = Workbench(blocks: 16)
        let parent = try bench.submit(1, prompt(6))
        try bench.step()
        let child = bench.fork(parent)
        #expect(child.table == parent.table)
        #expect(child.id != parent.id)
        bench.scheduler.append(1, to: parent)
        bench.scheduler.append(2, to: child)
        let partial = parent.table[1]
        try bench.step()
        #expect(bench.plan.copies == [BlockCopy(source: partial, destination: parent.table[1])])
        #expect(child.table[1] == partial, "the last one writes in place")
        #expect(child.table[0] == parent.table[0])
        bench.scheduler.append(3, to: parent)
        bench.scheduler.append(3, to: child)
        try bench.step()
        #expect(bench.plan.copies.isEmpty)
    }

    @Test("forks of full blocks copy nothing, and forks in the middle of a prompt are right")
    func forkBorders() throws {
        let bench = Workbench(blocks: 16, budget: 6)
        let parent = try bench.submit(1, prompt(12))
        try bench.advance()
        let early = bench.fork(parent)
        try bench.advance { parent.generated.count == 1 && early.generated.count == 1 }
        #expect(bench.scheduler.statistics.liveBlocks == 3)
        try bench.advance()
        #expect(bench.plan.copies.isEmpty)
        #expect(parent.table.prefix(3) == early.table.prefix(3))
    }

    @Test("nobody is let in for whom others would have to go")
    func admission() throws {
        let bench = Workbench(blocks: 8, budget: 4)
        let first = try bench.submit(1, prompt(20, seed: 1))
        let second = try bench.submit(2, prompt(12, seed: 2))
        try bench.advance()
        #expect(second.state == .waiting, "the first will need six of the eight blocks")
        bench.abort(RequestID(1))
        try bench.advance()
        #expect(second.state == .running)
        #expect(first.state == .finished)
    }

    @Test("a runner with slots needs nothing else: a fork copies a slot")
    func slots() throws {
        let bench = Workbench(blocks: 2, of: 32, context: 32)
        let parent = try bench.submit(1, prompt(6)) { $0.width = 2 }
        let other = try bench.submit(2, prompt(6))
        try bench.step()
        #expect(other.state == .running)
        bench.scheduler.append(1, to: other)
        let child = bench.fork(parent)
        bench.scheduler.append(1, to: parent)
        bench.scheduler.append(2, to: child)
        try bench.advance()
        #expect(other.state == .waiting, "its slot goes to the fork of the older one")
        #expect(bench.plan.copies.count == 1)
        #expect(parent.table != child.table)
        bench.finish(parent)
        try bench.advance()
        #expect(bench.chunks.last == Chunk(2, 0..<7), "slots are never found again")
        #expect(bench.scheduler.statistics.cachedBlocks == 0)
    }
}
