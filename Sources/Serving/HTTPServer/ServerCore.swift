internal import Synchronization

/// What all connections of a server share.
final class ServerCore: Sendable {
    let poll: Poll
    let limits: ServerLimits
    let responder: @Sendable (Request) async -> Response
    let refusal: @Sendable (HTTPFailure, String) -> Response
    let observer: @Sendable (ExchangeSummary) -> Void

    private struct Shared: Sendable {
        var active = 0
        var idleWaiters: [CheckedContinuation<Void, Never>] = []
        var removed: [UInt64] = []
    }

    private let shared = Mutex(Shared())
    private let buffered = Atomic<Int>(0)
    private let draining = Atomic<Bool>(false)
    private let stopping = Atomic<Bool>(false)

    init(
        poll: consuming Poll, limits: ServerLimits, responder: @escaping @Sendable (Request) async -> Response,
        refusal: @escaping @Sendable (HTTPFailure, String) -> Response,
        observer: @escaping @Sendable (ExchangeSummary) -> Void
    ) {
        self.poll = poll
        self.limits = limits
        self.responder = responder
        self.refusal = refusal
        self.observer = observer
    }

    // MARK: The budget for bodies

    /// False if there is no room for so many more bytes.
    func reserve(_ count: Int) -> Bool {
        guard count > 0 else { return true }
        let after = buffered.wrappingAdd(count, ordering: .relaxed).newValue
        if after <= limits.bufferedBytes { return true }
        release(count)
        return false
    }

    func release(_ count: Int) { buffered.wrappingSubtract(count, ordering: .relaxed) }

    // MARK: Exchanges

    var activeExchanges: Int { shared.withLock { $0.active } }

    func exchangeBegan() { shared.withLock { $0.active += 1 } }

    func exchangeEnded() {
        let waiters = shared.withLock { shared in
            shared.active -= 1
            guard shared.active == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { shared.idleWaiters = [] }
            return shared.idleWaiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when nothing is being answered.
    func waitUntilIdle() async {
        await withCheckedContinuation { continuation in
            let isIdle = shared.withLock { shared in
                if shared.active > 0 { shared.idleWaiters.append(continuation) }
                return shared.active == 0
            }
            if isIdle { continuation.resume() }
        }
    }

    // MARK: The loop's business

    /// A connection is closed; the loop is to forget it.
    func removed(_ key: UInt64) {
        shared.withLock { $0.removed.append(key) }
        poll.wake()
    }

    func takeRemoved() -> [UInt64] {
        shared.withLock { shared in
            defer { shared.removed = [] }
            return shared.removed
        }
    }

    var isDraining: Bool { draining.load(ordering: .relaxed) }
    var isStopping: Bool { stopping.load(ordering: .relaxed) }

    func drain() {
        draining.store(true, ordering: .relaxed)
        poll.wake()
    }

    func stop() {
        stopping.store(true, ordering: .relaxed)
        poll.wake()
    }
}
