/// A request with its whole body, as handlers see it. Everything in it comes from outside.
package struct Request: Sendable {
    package var method: Method
    /// As it was sent, still percent-encoded, without the query. Begins with "/".
    package var path: String
    /// What stands after "?", still percent-encoded.
    package var query: String?
    package var headers: Headers
    package var body: [UInt8] = []
    /// The client's address, for the log.
    package var peer = ""
    /// Names the request in logs and answers: what the client sent as X-Request-Id, if it is usable, else a new one.
    package var id: String
    /// When its head had come.
    package var arrival: ContinuousClock.Instant = .now
    /// What the route's placeholders stand for, percent-decoded.
    package var parameters: [String: String] = [:]

    package init(_ method: Method, _ path: String, headers: Headers = Headers(), body: [UInt8] = [], id: String) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.id = id
    }
}

package struct Method: RawRepresentable, Sendable, Hashable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let get = Method(rawValue: "GET")
    package static let head = Method(rawValue: "HEAD")
    package static let post = Method(rawValue: "POST")
    package static let options = Method(rawValue: "OPTIONS")
}
