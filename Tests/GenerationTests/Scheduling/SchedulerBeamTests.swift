import Testing

@testable import Generation

@Suite("Scheduler: beams")
struct SchedulerBeamTests {
    private func submit(_ bench: Workbench, _ id: UInt64, _ prompt: [Int32], beams: Int) throws -> TokenSequence {
        try bench.submit(id, prompt) { ($0.isLockstep, $0.width) = (true, beams) }
    }

    /// Runs until the beams are sampled, and forks each once more in turn.
    private func spread(_ bench: Workbench, _ first: TokenSequence, beams: Int) throws -> [TokenSequence] {
        try bench.step()
        return bench.replaceBeams([first], with: (0..<beams).map { BeamChoice(parent: first, token: Int32($0)) })
    }

    @Test("parents go on, are forked or end")
    func replacing() throws {
        let bench = Workbench(blocks: 16)
        let first = try submit(bench, 1, prompt(6), beams: 3)
        let beams = try spread(bench, first, beams: 3)
        #expect(beams[0] === first)
        #expect(beams.map { Array($0.generated) } == [[0], [1], [2]])
        try bench.step()
        #expect(bench.scheduler.scheduled.count == 3)
        let chosen = bench.replaceBeams(
            beams,
            with: [
                BeamChoice(parent: beams[2], token: 5), BeamChoice(parent: beams[1], token: 6),
                BeamChoice(parent: beams[2], token: 7),
            ])
        #expect(chosen[0] === beams[2] && chosen[1] === beams[1])
        #expect(beams[0].state == .finished)
        #expect(chosen.map { Array($0.generated) } == [[2, 5], [1, 6], [2, 7]])
        #expect(bench.scheduler.statistics.running == 3)
        try bench.step()
        #expect(bench.scheduler.scheduled.allSatisfy { $0.sampleRow != nil })
        bench.abort(RequestID(1))
        #expect(bench.scheduler.statistics.liveBlocks == 0)
    }

    @Test("beams that do not fit into what is left of a step wait together")
    func together() throws {
        let bench = Workbench(blocks: 32, budget: 4)
        let first = try submit(bench, 1, prompt(3), beams: 3)
        let others = [try bench.submit(2, [8]), try bench.submit(3, [9])]
        var beams: [TokenSequence] = []
        for _ in 0..<12 {
            try bench.step()
            for entry in bench.scheduler.scheduled where !entry.sequence.group.isLockstep {
                bench.scheduler.append(1, to: entry.sequence)
            }
            // The workbench makes sure that rows of beams come together.
            if bench.scheduler.scheduled.contains(where: { $0.sequence === beams.first ?? first }) {
                let parents = beams.isEmpty ? [first, first, first] : beams
                beams = bench.replaceBeams(
                    beams.isEmpty ? [first] : beams, with: parents.map { BeamChoice(parent: $0, token: 3) })
            }
        }
        #expect(beams.allSatisfy { $0.generated.count >= 5 })
        #expect(others.allSatisfy { $0.generated.count >= 5 })
    }

    @Test("preempted together, resumed one after the other, sampled together")
    func preemption() throws {
        let bench = Workbench(blocks: 7)
        let old = try bench.submit(1, prompt(7, seed: 1))
        try bench.advance()
        let first = try submit(bench, 2, prompt(9, seed: 2), beams: 2)
        let beams = try spread(bench, first, beams: 2)
        bench.scheduler.append(1, to: old)
        var steps = 0
        while beams[0].state == .running, steps < 20 {
            try bench.step()
            steps += 1
            for entry in bench.scheduler.scheduled { bench.scheduler.append(1, to: entry.sequence) }
        }
        #expect(beams.map(\.state) == [.waiting, .waiting])
        bench.finish(old)
        steps = 0
        while bench.scheduler.scheduled.filter({ $0.sampleRow != nil }).count < 2, steps < 20 {
            #expect(try bench.step())
            steps += 1
        }
        #expect(Set(beams.map { $0.table.prefix(2) }).count == 1, "they share the prompt again")
        #expect(steps < 5)
    }

    @Test("beams that come back need no more room than they had")
    func tightReturn() throws {
        let bench = Workbench(blocks: 4)
        var beams = try spread(bench, try submit(bench, 1, prompt(9), beams: 2), beams: 2)
        for _ in 0..<2 {
            try bench.step()
            beams = bench.replaceBeams(beams, with: beams.map { BeamChoice(parent: $0, token: 3) })
        }
        #expect(beams.map(\.tokens.count) == [12, 12])
        for beam in beams { bench.scheduler.requeue(beam) }
        for _ in 0..<4 where bench.scheduler.scheduled.count < 2 || beams[0].missing > 0 {
            #expect(try bench.step())
        }
        #expect(beams.map(\.missing) == [0, 0])
        #expect(bench.scheduler.statistics.liveBlocks == 4)
    }

    @Test("beams that fill the cache end together", arguments: [4, 5, 6])
    func outOfRoom(blocks: Int) throws {
        let bench = Workbench(blocks: blocks)
        var beams = try spread(bench, try submit(bench, 1, prompt(9), beams: 2), beams: 2)
        var steps = 0
        while bench.scheduler.outOfRoom.isEmpty, steps < 50 {
            try bench.step()
            steps += 1
            guard !bench.scheduler.scheduled.isEmpty else { continue }
            beams = bench.replaceBeams(beams, with: beams.map { BeamChoice(parent: $0, token: 3) })
        }
        #expect(bench.scheduler.outOfRoom.count == 2)
        #expect(beams[0].tokens.count == 8 + (blocks - 2) / 2 * 4 + 1)
        for beam in beams { bench.finish(beam) }
        #expect(!bench.scheduler.hasWork)
    }
}
