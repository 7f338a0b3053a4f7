/// Why a request has no whole answer, in a sentence that names the host and what to do about it.
package struct HTTPClientError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Nothing takes connections at the address.
        case refused
        /// The host's name has no address.
        case unresolved
        case timedOut
        /// No secure connection, or the certificate is not trusted.
        case tls
        /// The connection ended before the answer did.
        case cut
        case invalidURL
        /// The name leads to an address that is not of the public internet.
        case notPublic
        case other
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
