internal import Support
internal import Synchronization

/// Talks to HTTP servers. All transfers run on one thread of the client's own, which ends with it; connections are kept
/// and used again. Proxies come from the environment, as with curl, but never for this machine itself.
package final class HTTPClient: Sendable {
    /// How much of a body may wait for its reader before the server is made to wait.
    package static let bufferSize = 1 << 20

    private let loop: TransferLoop
    private let lastID = Mutex<UInt64>(0)

    package init() throws {
        loop = try TransferLoop()
        try DedicatedThread.start { [loop] in loop.run() }
    }

    deinit { loop.send(.stop) }

    /// Sends the request and returns as soon as the answer's head is there. Cancelling the task ends the transfer.
    package func execute(_ request: HTTPRequest) async throws -> HTTPResponse {
        let id = lastID.withLock { last in
            last += 1
            return last
        }
        let inbox = Mailbox<Arrivals>()
        // Before the start, so that whatever happens from here on the transfer is ended with it.
        let lease = TransferLease(id: id, client: self, inbox: inbox)
        loop.send(.start(id, request, inbox))
        var chunks: [HTTPChunk] = []
        while let arrivals = try await lease.next() {
            chunks += arrivals.chunks
            if let head = arrivals.head { return HTTPResponse(head: head, body: HTTPBody(lease: lease, first: chunks)) }
        }
        throw HTTPClientError(.brokenOff, "the server closed the connection without an answer")
    }

    fileprivate func send(_ order: TransferLoop.Order) { loop.send(order) }
}

/// The reader's end of a transfer; ends the transfer when nobody reads any more.
final class TransferLease: Sendable {
    private let id: UInt64
    /// Keeps the thread alive for as long as somebody reads.
    private let client: HTTPClient
    private let inbox: Mailbox<Arrivals>

    init(id: UInt64, client: HTTPClient, inbox: Mailbox<Arrivals>) {
        self.id = id
        self.client = client
        self.inbox = inbox
    }

    deinit { client.send(.cancel(id)) }

    /// What has come since the last call; nil at the end. A failure overtakes what has not been fetched.
    func next() async throws -> Arrivals? {
        guard let arrivals = await inbox.next() else {
            try Task.checkCancellation()
            return nil
        }
        if arrivals.isPaused { client.send(.resume(id)) }
        if let failure = arrivals.failure { throw failure }
        return arrivals
    }
}
