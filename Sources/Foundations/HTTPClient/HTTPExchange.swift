internal import Synchronization

/// What curl's thread and the reader of an answer share: the answer as far as it has come and nobody has taken it.
final class HTTPExchange: Sendable {
    struct Head: Sendable {
        var status: Int
        var headers: [(name: String, value: String)]
    }

    /// What the writer of a body is to do.
    enum Offer { case taken, pause, stop }

    enum Step<Value> { case ready(Value), wait }

    struct State: Sendable {
        var head: Head?
        fileprivate var pieces: [HTTPPiece] = []
        /// How many of `pieces` have been read.
        fileprivate var readCount = 0
        fileprivate var waitingCost = 0
        fileprivate var isPaused = false
        /// Present when nothing more will come.
        fileprivate var end: Result<Void, any Error>?
        /// Counts changes, so that none is missed between looking and waiting.
        fileprivate var version = 0
        fileprivate var waiters: [CheckedContinuation<Void, Never>] = []
    }

    /// A piece costs more than its bytes, so a server that sends one byte at a time is bounded as well.
    static let pieceCost = 128
    static let waitingLimit = 1 << 20

    let id: UInt64
    let request: HTTPRequest
    let target: HTTPTarget
    private let state = Mutex(State())

    init(id: UInt64, request: HTTPRequest, target: HTTPTarget) {
        self.id = id
        self.request = request
        self.target = target
    }

    var hasEnded: Bool { state.withLock { $0.end != nil } }

    // MARK: What curl's thread says

    func begin(_ head: Head) {
        change { $0.head = head }
    }

    func offer(_ bytes: UnsafeRawBufferPointer) -> Offer {
        let time = ContinuousClock.now
        return change(wakes: { wakesReader($0) }) { state in
            if state.end != nil { return .stop }
            let cost = bytes.count + Self.pieceCost
            if state.waitingCost > 0, state.waitingCost + cost > Self.waitingLimit {
                state.isPaused = true
                return .pause
            }
            state.add(bytes, time: time, gathering: request.pieceBytes)
            return .taken
        }
    }

    private func wakesReader(_ state: State) -> Bool {
        if state.isPaused || state.waitingCost > Self.waitingLimit / 2 { return true }
        return request.pieceBytes.map { state.waitingCost >= $0 } ?? !request.wakesReaderSeldom
    }

    /// Whether bytes are put together into larger pieces until `handOver`.
    var gathers: Bool { request.pieceBytes != nil }

    /// Wakes the reader for what has been gathered: no more is there for now.
    func handOver() {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard state.readCount < state.pieces.count else { return [] }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// The first end counts.
    func finish(_ result: Result<Void, any Error>) {
        change { state in
            if state.end == nil { state.end = result }
        }
    }

    // MARK: What the reader says

    func cancel() {
        change { state in
            state.end = .failure(CancellationError())
            state.pieces = []
            state.readCount = 0
            state.waitingCost = 0
        }
    }

    func head() async throws -> Head {
        try await fetch { state in
            if let head = state.head { return .ready(head) }
            guard let end = state.end else { return .wait }
            try end.get()
            throw CancellationError()
        }
    }

    /// The next piece, or nil after the last, and whether curl is to go on after a pause.
    func next() async throws -> (piece: HTTPPiece?, resumes: Bool) {
        try await fetch { state in
            if state.readCount < state.pieces.count {
                let piece = state.read()
                let resumes = state.isPaused && state.waitingCost <= Self.waitingLimit / 2
                if resumes { state.isPaused = false }
                return .ready((piece, resumes))
            }
            guard let end = state.end else { return .wait }
            try end.get()
            return .ready((nil, false))
        }
    }

    private func fetch<Value: Sendable>(_ look: (inout State) throws -> Step<Value>) async throws -> Value {
        while true {
            let (step, version) = try state.withLock { state in (try look(&state), state.version) }
            if case .ready(let value) = step { return value }
            await withCheckedContinuation { continuation in
                let hasChanged = state.withLock { state in
                    if state.version != version { return true }
                    state.waiters.append(continuation)
                    return false
                }
                if hasChanged { continuation.resume() }
            }
        }
    }

    @discardableResult
    private func change<Value: Sendable>(
        wakes: (State) -> Bool = { _ in true }, _ body: (inout State) -> Value
    ) -> Value {
        let (value, waiters) = state.withLock { state -> (Value, [CheckedContinuation<Void, Never>]) in
            let value = body(&state)
            state.version += 1
            guard wakes(state) else { return (value, []) }
            defer { state.waiters = [] }
            return (value, state.waiters)
        }
        for waiter in waiters { waiter.resume() }
        return value
    }
}

extension HTTPExchange.State {
    /// - Parameter size: how large a piece may become while nobody takes it; nil if bytes are to stay as they came.
    fileprivate mutating func add(
        _ bytes: UnsafeRawBufferPointer, time: ContinuousClock.Instant, gathering size: Int?
    ) {
        if let size, readCount < pieces.count, pieces[pieces.count - 1].bytes.count + bytes.count <= size {
            pieces[pieces.count - 1].bytes.append(contentsOf: bytes)
            waitingCost += bytes.count
            return
        }
        var piece = HTTPPiece(bytes: [], time: time)
        piece.bytes.reserveCapacity(max(bytes.count, size ?? 0))
        piece.bytes.append(contentsOf: bytes)
        pieces.append(piece)
        waitingCost += bytes.count + HTTPExchange.pieceCost
    }

    fileprivate mutating func read() -> HTTPPiece {
        let piece = pieces[readCount]
        readCount += 1
        waitingCost -= piece.bytes.count + HTTPExchange.pieceCost
        // Moving the rest down only when half has been read keeps a read cheap on average.
        if readCount * 2 >= pieces.count {
            pieces.removeFirst(readCount)
            readCount = 0
        }
        return piece
    }
}
