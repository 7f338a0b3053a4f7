#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif
import Support
import Synchronization
import Testing

@Suite("A work pool")
struct WorkPoolTests {
    /// Holds a pool's threads until told.
    private final class Gate: Sendable {
        private let isOpen = Mutex(false)
        let entered = Atomic<Int>(0)

        func open() { isOpen.withLock { $0 = true } }

        func wait() {
            entered.wrappingAdd(1, ordering: .sequentiallyConsistent)
            while !isOpen.withLock({ $0 }) { Thread.yield() }
        }

        func awaitEntry(_ count: Int) async {
            while entered.load(ordering: .sequentiallyConsistent) < count { await Task.yield() }
        }
    }

    /// Counts who is there at once.
    private final class Crowd: Sendable {
        private let running = Atomic<Int>(0)
        let most = Atomic<Int>(0)

        func pass() {
            most.max(running.wrappingAdd(1, ordering: .relaxed).newValue, ordering: .relaxed)
            running.wrappingSubtract(1, ordering: .relaxed)
        }
    }

    @Test("gives back what the work returns or throws")
    func results() async throws {
        struct Oops: Error {}
        let pool = try WorkPool(name: "tests", threads: 2, limit: 10)
        #expect(try await pool.run { 6 * 7 } == 42)
        await #expect(throws: Oops.self) { try await pool.run { throw Oops() } }
    }

    @Test("runs as many at once as it has threads, and everything in the end")
    func many() async throws {
        let pool = try WorkPool(name: "tests", threads: 3, limit: 1000)
        let crowd = Crowd()
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<500 {
                group.addTask {
                    try await pool.run {
                        crowd.pass()
                        return index
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 499 * 500 / 2)
        #expect(crowd.most.load(ordering: .relaxed) <= 3)
    }

    @Test("refuses what is beyond its limit, and takes work again later")
    func limit() async throws {
        let pool = try WorkPool(name: "tests", threads: 1, limit: 1)
        let gate = Gate()
        async let first: Void = pool.run { gate.wait() }
        await gate.awaitEntry(1)
        // One of the two waits, the other is refused.
        let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    do {
                        try await pool.run {}
                        return true
                    } catch let error as DazzleError {
                        gate.open()
                        #expect(error.code == .overloaded)
                        return false
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try await first
        #expect(outcomes.filter { $0 }.count == 1)
        #expect(try await pool.run { 1 } == 1)
    }

    @Test("drops work whose task is cancelled while it waits")
    func cancellation() async throws {
        let pool = try WorkPool(name: "tests", threads: 1, limit: 10)
        let gate = Gate()
        async let first: Void = pool.run { gate.wait() }
        await gate.awaitEntry(1)
        let waiting = Task { try await pool.run { Issue.record("dropped work has run") } }
        await Task.yield()
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        gate.open()
        try await first
    }
}

private enum Thread {
    static func yield() { sched_yield() }
}
