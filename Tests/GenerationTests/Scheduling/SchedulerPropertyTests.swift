import Testing

@testable import Generation

@Suite("Any schedule keeps the cache right, the limits kept and everybody served")
struct SchedulerPropertyTests {
    static let runsPerCase = 500

    @Test("random schedules", arguments: 0..<20)
    func randomSchedules(part: Int) {
        var coverage = RandomSchedule.Coverage()
        for run in 0..<Self.runsPerCase {
            let seed = UInt64(part * Self.runsPerCase + run)
            var schedule = RandomSchedule(seed: seed)
            do { try schedule.run() } catch {
                Issue.record("seed \(seed): \(error)")
                return
            }
            coverage += schedule.coverage
        }
        // The schedules are worth nothing if they never get into trouble.
        for (label, count) in [
            ("hits", Int(coverage.hits)), ("kept", Int(coverage.keptHits)), ("preemptions", Int(coverage.preemptions)),
            ("copies", coverage.copies),
            ("out of room", coverage.outOfRoom), ("failed passes", coverage.failures),
            ("beam steps", coverage.beamSteps), ("rejections", coverage.rejections),
            ("completed", coverage.completed), ("prompt rows", coverage.promptRows),
            ("over budget", coverage.overBudget),
        ] {
            #expect(count > 0, "\(label)")
        }
    }
}
