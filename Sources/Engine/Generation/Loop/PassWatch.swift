internal import Synchronization

/// Knows which requests the pass in progress works for, and interrupts it once none of them is wanted any more: a long
/// prompt whose reader has left would otherwise hold its blocks, and everybody else, until the pass is through.
final class PassWatch: Sendable {
    private let wanted = Mutex<Set<RequestID>>([])
    private let interrupt: @Sendable () -> Void

    init(interrupt: @escaping @Sendable () -> Void) { self.interrupt = interrupt }

    func begin(_ requests: some Sequence<RequestID>) {
        wanted.withLock { wanted in
            for request in requests { wanted.insert(request) }
        }
    }

    func end() { wanted.withLock { $0.removeAll(keepingCapacity: true) } }

    /// Nobody waits for this request any more. The lock is held while interrupting, so that it cannot hit a later pass.
    func cancel(_ request: RequestID) {
        wanted.withLock { wanted in
            if wanted.remove(request) != nil, wanted.isEmpty { interrupt() }
        }
    }
}
