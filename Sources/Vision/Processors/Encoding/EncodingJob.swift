internal import Dispatch
internal import Support
internal import Synchronization

/// The encoding of one picture, for everybody who waits for it.
final class EncodingJob: Sendable {
    typealias Outcome = Result<VisualRows, any Error>

    let item: VisualItem
    let input: VisionInput
    private let state = Mutex(State())
    private let finished: @Sendable (EncodingJob, Outcome) -> Void

    private struct State: Sendable {
        var outcome: Outcome?
        var waiters: [UInt64: @Sendable (Outcome) -> Void] = [:]
        var next: UInt64 = 0
        var holders = 0
    }

    /// - Parameter finished: called before those who wait are told.
    init(_ item: VisualItem, _ input: VisionInput, finished: @escaping @Sendable (EncodingJob, Outcome) -> Void) {
        self.item = item
        self.input = input
        self.finished = finished
    }

    /// Somebody will want the rows.
    var isWanted: Bool { state.withLock { $0.holders > 0 } }

    func hold() { state.withLock { $0.holders += 1 } }

    func release() { state.withLock { $0.holders -= 1 } }

    func finish(_ outcome: Outcome) {
        finished(self, outcome)
        let waiters = state.withLock { state in
            state.outcome = outcome
            defer { state.waiters.removeAll() }
            return state.waiters.values
        }
        for waiter in waiters { waiter(outcome) }
    }

    /// Throws `CancellationError` as soon as the task is cancelled.
    func value() async throws -> VisualRows {
        let ticket = takeTicket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                add(ticket, unless: { Task.isCancelled }) { continuation.resume(with: $0) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: ticket) }?(.failure(CancellationError()))
        }
    }

    /// For threads that may block.
    func wait() throws -> VisualRows {
        let done = DispatchSemaphore(value: 0)
        let slot = Mutex<Outcome?>(nil)
        add(takeTicket(), unless: { false }) { outcome in
            slot.withLock { $0 = outcome }
            done.signal()
        }
        done.wait()
        guard let outcome = slot.withLock({ $0 }) else { throw CancellationError() }
        return try outcome.get()
    }

    private func takeTicket() -> UInt64 {
        state.withLock { state in
            state.next += 1
            return state.next
        }
    }

    private func add(
        _ ticket: UInt64, unless isCancelled: () -> Bool, _ waiter: @escaping @Sendable (Outcome) -> Void
    ) {
        let outcome = state.withLock { state -> Outcome? in
            if let outcome = state.outcome { return outcome }
            if isCancelled() { return .failure(CancellationError()) }
            state.waiters[ticket] = waiter
            return nil
        }
        if let outcome { waiter(outcome) }
    }
}
