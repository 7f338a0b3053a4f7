internal import Synchronization

/// One client. The loop's thread reads; handlers write from wherever they run, straight into the socket while that takes
/// what they have. Both hold the lock for as long as a system call that does not wait.
final class Connection: Sendable {
    private let state: Mutex<ConnectionState>
    private let core: ServerCore
    private let key: UInt64

    init(key: UInt64, socket: Int32, peer: String, core: ServerCore, transport: consuming sending any Transport) {
        self.core = core
        self.key = key
        state = Mutex(ConnectionState(key: key, peer: peer, socket: socket, transport: transport))
        core.poll.add(socket, key, .reading)
    }

    func react(to what: Poll.Interest) { perform(state.withLock { $0.react(to: what, core) }) }
    func tick(_ now: ContinuousClock.Instant) { perform(state.withLock { $0.tick(now, core) }) }
    func close() { perform(state.withLock { $0.close(core) }) }

    private func perform(_ actions: [ConnectionState.Action]) {
        for action in actions {
            switch action {
            case .start(let request, let head): start(request, head)
            case .resume(let writer, let hasRoom): writer.resume(returning: hasRoom)
            case .cancel(let task): task.cancel()
            case .report(let summary): core.observer(summary)
            case .exchangeEnded: core.exchangeEnded()
            case .release(let count): core.release(count)
            case .removed: core.removed(key)
            }
        }
    }

    // MARK: Answering

    private func start(_ request: Request, _ head: RequestHead) {
        // Only this task ends the exchange, and it needs the lock for that: while the lock is held, the exchange is still
        // the request's own, and not the next one of the connection.
        let gone: Task<Void, Never>? = state.withLock { state in
            let task = Task.detached { await self.answer(request, head) }
            state.exchange?.task = task
            return state.isClosed ? task : nil
        }
        gone?.cancel()
    }

    private func answer(_ request: Request, _ head: RequestHead) async {
        let response = await core.responder(request)
        let writer = ResponseWriter(
            self, method: request.method, isOld: head.minorVersion == 0,
            keepsAlive: head.keepsAlive && !core.isDraining)
        await writer.write(response)
    }

    /// Returns once the bytes are sent, or few enough wait.
    func send(_ bytes: [UInt8]) async throws(ClientGone) {
        let (result, actions) = state.withLock { $0.send(bytes, core) }
        perform(actions)
        switch result {
        case .sent: return
        case .gone: throw ClientGone()
        case .full: if !(await waitForRoom()) { throw ClientGone() }
        }
    }

    private func waitForRoom() async -> Bool {
        await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                if state.isClosed || state.exchange == nil { return false }
                if state.output.count <= ConnectionState.highWater / 2 { return true }
                state.exchange?.writers.append(continuation)
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    func setStatus(_ status: Status) { state.withLock { $0.exchange?.status = status } }

    func handled(_ outcome: ExchangeSummary.Outcome, keepsAlive: Bool) {
        perform(state.withLock { $0.handled(outcome, keepsAlive: keepsAlive, core) })
    }
}
