internal import Dispatch
internal import Synchronization

/// A fixed number of threads for work that computes or blocks for a while, which Swift's cooperative pool must not do.
/// What comes while all are busy waits, first come first served, up to a limit.
package final class WorkPool: Sendable {
    private struct Job: Sendable {
        let id: UInt64
        let run: @Sendable () -> Void
        let cancel: @Sendable () -> Void
    }

    private struct State: Sendable {
        var jobs: [Job] = []
        var next: UInt64 = 0
        var isClosed = false
    }

    private let queue: Queue
    private let threadCount: Int
    private let limit: Int
    private let name: String

    /// Outlives the pool for as long as its threads need it.
    private final class Queue: Sendable {
        let state = Mutex(State())
        let wake = DispatchSemaphore(value: 0)

        /// Waits for the next job; nil when there will be none.
        func take() -> Job? {
            while true {
                wake.wait()
                let (job, isClosed) = state.withLock { state in
                    (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isClosed)
                }
                if let job { return job }
                if isClosed { return nil }
            }
        }
    }

    /// - Parameter limit: how many pieces of work may wait.
    package init(name: String, threads: Int, limit: Int) throws {
        self.name = name
        self.limit = limit
        threadCount = max(1, threads)
        let queue = Queue()
        self.queue = queue
        for _ in 0..<threadCount {
            try DedicatedThread.start { while let job = queue.take() { job.run() } }
        }
    }

    deinit {
        queue.state.withLock { $0.isClosed = true }
        for _ in 0..<threadCount { queue.wake.signal() }
    }

    /// Runs `work` on one of the threads. Work that has begun is finished even if the task is cancelled meanwhile; work that
    /// still waits is dropped and throws `CancellationError`.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let id = queue.state.withLock { state in
            state.next += 1
            return state.next
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let job = Job(
                    id: id, run: { continuation.resume(with: Result(catching: work)) },
                    cancel: { continuation.resume(throwing: CancellationError()) })
                do {
                    try enqueue(job)
                    queue.wake.signal()
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            withdraw(id)
        }
    }

    private func enqueue(_ job: Job) throws {
        try queue.state.withLock { state in
            if Task.isCancelled { throw CancellationError() }
            guard state.jobs.count < limit else {
                throw DazzleError(
                    .overloaded, "\(limit) requests wait already for \(name), which is all it takes; try again later")
            }
            state.jobs.append(job)
        }
    }

    private func withdraw(_ id: UInt64) {
        let job = queue.state.withLock { state -> Job? in
            state.jobs.firstIndex { $0.id == id }.map { state.jobs.remove(at: $0) }
        }
        job?.cancel()
    }
}
