internal import Support

/// How the server listens and what it puts up with.
package struct ServerConfiguration: Sendable {
    package var host = "127.0.0.1"
    /// 0 takes a free one.
    package var port = 8000
    package var tls: TLSFiles?
    package var limits = ServerLimits()

    package init() {}
}

/// PEM files.
package struct TLSFiles: Sendable, Hashable {
    package var certificate: String
    package var key: String

    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}

package struct ServerLimits: Sendable, Hashable {
    package var headerBytes = 64 << 10
    package var headerCount = 100
    package var bodyBytes = 32 << 20
    /// Of all requests together that wait for their bodies or for their answers.
    package var bufferedBytes = 512 << 20
    package var connections = 4096
    /// For a request's head to come whole, counted from its first byte (or from the connection's beginning).
    package var headTimeout: Duration = .seconds(10)
    /// A body must come at least this fast on average, after a first grace of `headTimeout`.
    package var bodyBytesPerSecond = 1 << 10
    /// Between requests of one connection.
    package var idleTimeout: Duration = .seconds(75)
    /// How long a client may take nothing of what is ready for it.
    package var writeTimeout: Duration = .seconds(60)

    package init() {}
}

/// An exchange that is over, for logs and figures.
package struct ExchangeSummary: Sendable {
    package enum Outcome: Sendable, Hashable {
        case completed
        /// The client left before it had its answer.
        case clientGone
        /// The handler's stream failed after the head had been sent.
        case failed
        /// The request could not be read; `path` may be empty.
        case refused
    }

    package var method: String
    package var path: String
    package var peer: String
    package var id: String
    package var status: Status
    package var bytesSent: Int
    package var duration: Duration
    package var outcome: Outcome
}

/// An HTTP/1.1 server.
///
/// One thread (`ServerLoop`) accepts and reads. A request whose body is there is answered in a task of its own, which
/// writes straight to the socket; when that takes no more, the task waits until the loop has sent the rest. A client that
/// leaves, or closes only its sending side, is noticed at once in every phase, and its task is cancelled.
package final class Server: Sendable {
    package let port: Int
    /// As people write them: "http://127.0.0.1:8000".
    package let addresses: [String]
    private let core: ServerCore
    private let loop: Task<Void, Never>

    /// Returns when the server listens.
    /// - Parameters:
    ///   - observer: is told of every exchange when it is over.
    ///   - refusal: words the answer to bytes that are no request; of its path only what could be read is known.
    package static func start(
        _ configuration: ServerConfiguration,
        observer: @escaping @Sendable (ExchangeSummary) -> Void = { _ in },
        refusal: @escaping @Sendable (HTTPFailure, String) -> Response = Server.plainRefusal,
        responder: @escaping @Sendable (Request) async -> Response
    ) async throws -> Server {
        let tls = try configuration.tls.map { files throws(DazzleError) in try TLSContext(files) }
        let listeners = try Listener.open(configuration.host, port: configuration.port)
        let core = ServerCore(
            poll: try Poll(), limits: configuration.limits, responder: responder, refusal: refusal, observer: observer)
        let (ended, end) = AsyncStream<Void>.makeStream()
        try DedicatedThread.start {
            ServerLoop(core: core, listeners: listeners, tls: tls).run()
            end.finish()
        }
        let scheme = tls == nil ? "http" : "https"
        return Server(
            core, port: listeners[0].listener.port, addresses: listeners.map { "\(scheme)://\($0.listener.address)" },
            loop: Task { for await _ in ended {} })
    }

    private init(_ core: ServerCore, port: Int, addresses: [String], loop: Task<Void, Never>) {
        self.core = core
        self.port = port
        self.addresses = addresses
        self.loop = loop
    }

    deinit { core.stop() }

    package static let plainRefusal: @Sendable (HTTPFailure, String) -> Response = { failure, _ in
        Response(failure.status, text: failure.message + "\n")
    }

    package var activeExchanges: Int { core.activeExchanges }

    /// Lets what is being answered finish, for at most `limit`. From now on every connection is closed after its answer;
    /// new ones are still answered, so that the responder can tell them to go elsewhere.
    package func drain(within limit: Duration) async {
        core.drain()
        await withTaskGroup { group in
            group.addTask { [core] in await core.waitUntilIdle() }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            // Whoever still waits for idleness is let go by closing everything.
            core.stop()
            group.cancelAll()
        }
        await loop.value
    }

    /// Closes everything, cancels what is still being answered, and returns when all of it has ended.
    package func stop() async {
        core.stop()
        await loop.value
        await core.waitUntilIdle()
    }
}
