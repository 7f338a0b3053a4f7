/// What to ask a server.
package struct HTTPRequest: Sendable, Hashable {
    package struct Header: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var method: String
    /// http or https.
    package var url: String
    package var headers: [Header]
    package var body: [UInt8]?
    package var connectTimeout: Duration = .seconds(60)
    /// For everything together; nil waits as long as it takes.
    package var timeout: Duration?
    /// Whether a certificate that nobody vouches for will do.
    package var isInsecure = false
    /// How many redirects to follow.
    package var redirects = 0
    /// An answer whose body is longer fails.
    package var bodyLimit = 256 << 20

    package init(_ url: String, method: String = "GET", headers: [Header] = [], body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}
