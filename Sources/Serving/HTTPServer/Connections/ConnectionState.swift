#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// All that is known of a connection, behind its lock. Methods do what can be done without waiting and return what is
/// left to do outside the lock.
struct ConnectionState {
    /// Each leads to the next; `exchange` goes back to `head`, and all of them to `closed`.
    enum Phase: Sendable, Hashable {
        case handshake
        case head
        case body
        /// A request is being answered.
        case exchange
        /// An error has been answered; what the client still sends is thrown away, so that it sees the answer.
        case lingering
        case closed
    }

    /// What is to be done once the lock is free.
    enum Action: Sendable {
        case start(Request, RequestHead)
        case resume(CheckedContinuation<Bool, Never>, hasRoom: Bool)
        case cancel(Task<Void, Never>)
        case report(ExchangeSummary)
        case exchangeEnded
        case release(Int)
        case removed
    }

    /// A request that is being answered.
    struct Exchange {
        var method: String
        var path: String
        var id: String
        var begin: ContinuousClock.Instant
        var keepsAlive: Bool
        var task: Task<Void, Never>?
        var status: Status = 0
        var sent = 0
        var outcome = ExchangeSummary.Outcome.completed
        /// The handler is through; what is left is in the queue.
        var isHandled = false
        /// The connection was closed before all that the handler had written was sent.
        var wasCutOff = false
        /// Who wait until the queue has room. A handler may write from several tasks.
        var writers: [CheckedContinuation<Bool, Never>] = []
    }

    let key: UInt64
    let peer: String
    var socket: Int32
    var transport: (any Transport)?
    var phase = Phase.handshake
    var interest: Poll.Interest = .reading
    var input: [UInt8] = []
    /// Where the unread part of `input` begins.
    var start = 0
    /// How far the end of the head has been looked for.
    var scanned = 0
    var head = RequestHead()
    var headCame = ContinuousClock.now
    var body: [UInt8] = []
    var decoder = ChunkedDecoder()
    /// Of the server's budget for bodies.
    var reserved = 0
    var output = OutputQueue()
    var exchange: Exchange?
    /// When the present phase began, or made progress.
    var since = ContinuousClock.now
    /// Whether the present head has begun, rather than the connection idling.
    var hasBegun = true

    init(key: UInt64, peer: String, socket: Int32, transport: any Transport) {
        self.key = key
        self.peer = peer
        self.socket = socket
        self.transport = transport
    }

    var isClosed: Bool { phase == .closed }

    mutating func close(_ core: ServerCore) -> [Action] {
        guard !isClosed else { return [] }
        phase = .closed
        core.poll.remove(socket)
        transport = nil
        closeDescriptor(socket)
        input = []
        body = []
        exchange?.wasCutOff = !output.isEmpty
        output = OutputQueue()
        var actions: [Action] = [.removed] + takeWriters(hasRoom: false)
        if exchange?.outcome == .completed { exchange?.outcome = .clientGone }
        if let exchange, !exchange.isHandled {
            if let task = exchange.task { actions.append(.cancel(task)) }
        } else {
            actions += endExchange()
        }
        actions += releaseBody()
        return actions
    }

    mutating func takeWriters(hasRoom: Bool) -> [Action] {
        guard let writers = exchange?.writers, !writers.isEmpty else { return [] }
        exchange?.writers = []
        return writers.map { .resume($0, hasRoom: hasRoom) }
    }

    mutating func releaseBody() -> [Action] {
        guard reserved > 0 else { return [] }
        defer { reserved = 0 }
        return [.release(reserved)]
    }

    mutating func setInterest(_ wanted: Poll.Interest, _ core: ServerCore) {
        guard wanted != interest, !isClosed else { return }
        interest = wanted
        core.poll.change(socket, key, wanted)
    }

    /// Tells of the exchange, which is through in every respect.
    mutating func endExchange() -> [Action] {
        guard let exchange else { return [] }
        self.exchange = nil
        let summary = ExchangeSummary(
            method: exchange.method, path: exchange.path, peer: peer, id: exchange.id, status: exchange.status,
            bytesSent: exchange.sent, duration: exchange.begin.duration(to: .now), outcome: exchange.outcome)
        return [.report(summary), .exchangeEnded]
    }
}

private func closeDescriptor(_ descriptor: Int32) { close(descriptor) }
