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
