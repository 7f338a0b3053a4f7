/// What a handler answers with. Returning one is the only way to answer, so nothing is answered twice.
package struct Response: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Written piece by piece once the head has been sent. Cancelled when the client leaves; an error thrown by it
        /// cuts the connection, so that the client sees the body to be incomplete.
        case stream(@Sendable (any BodySink) async throws -> Void)
    }

    package var status: Status
    /// Content-Length, Transfer-Encoding, Connection and Date are the server's own business.
    package var headers: Headers
    package var body: Body

    package init(_ status: Status = .ok, headers: Headers = Headers(), body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package init(_ status: Status = .ok, json: String) {
        self.init(status, headers: ["Content-Type": "application/json"], body: .bytes(Array(json.utf8)))
    }

    package init(_ status: Status = .ok, text: String, type: String = "text/plain; charset=utf-8") {
        self.init(status, headers: ["Content-Type": type], body: .bytes(Array(text.utf8)))
    }
}

/// Where a streamed body goes.
package protocol BodySink: Sendable {
    /// Returns once the bytes are on their way or little enough waits; that is how a slow client slows its producer.
    /// Throws when the client has left.
    func write(_ bytes: [UInt8]) async throws
}

/// The client is gone; nobody reads the answer.
package struct ClientGone: Error, Sendable { package init() {} }

package struct Status: RawRepresentable, Sendable, Hashable, ExpressibleByIntegerLiteral {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    package init(integerLiteral value: Int) { rawValue = value }

    package static let ok: Status = 200
    package static let noContent: Status = 204
    package static let badRequest: Status = 400
    package static let unauthorized: Status = 401
    package static let created: Status = 201
    package static let notModified: Status = 304
    package static let notFound: Status = 404
    package static let methodNotAllowed: Status = 405
    package static let notAcceptable: Status = 406
    package static let requestTimeout: Status = 408
    package static let preconditionFailed: Status = 412
    package static let contentTooLarge: Status = 413
    package static let unsupportedMediaType: Status = 415
    package static let tooManyRequests: Status = 429
    package static let headerFieldsTooLarge: Status = 431
    package static let internalServerError: Status = 500
    package static let notImplemented: Status = 501
    package static let serviceUnavailable: Status = 503
}
