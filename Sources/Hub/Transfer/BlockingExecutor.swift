internal import Dispatch
internal import Support
internal import Synchronization

/// Threads for tasks that write to disks and compute digests between their waits, which must not be done on the threads of
/// the cooperative pool. Without changing threads for every piece, as a queue of work would.
final class BlockingExecutor: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    /// Runs `body`, and the tasks that it waits for, on `threads` threads of their own.
    static func run<Value: Sendable>(
        threads: Int, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        let executor = BlockingExecutor()
        defer { executor.close(threads: threads) }
        for _ in 0..<threads { try DedicatedThread.start { while executor.runNext() {} } }
        return try await withTaskExecutorPreference(executor) { try await body() }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        wake.signal()
    }

    /// Waits for a job and does it; false when there will be none.
    private func runNext() -> Bool {
        wake.wait()
        let (job, isClosed) = state.withLock { state in
            (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isClosed)
        }
        job?.runSynchronously(on: asUnownedTaskExecutor())
        return job != nil || !isClosed
    }

    private func close(threads: Int) {
        state.withLock { $0.isClosed = true }
        for _ in 0..<threads { wake.signal() }
    }
}
