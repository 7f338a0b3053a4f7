/// Answers a request; what it throws is turned into an answer by a middleware around it.
package typealias Handler = @Sendable (Request) async throws -> Response

/// Wraps a handler: may change the request, the response, or answer itself.
package typealias Middleware = @Sendable (Request, Handler) async throws -> Response

package struct Route: Sendable {
    package let method: Method
    /// Literal segments, `{name}` for one segment, `{name...}` at the end for all that is left.
    package let pattern: String
    package let handler: Handler

    package init(_ method: Method, _ pattern: String, _ handler: @escaping Handler) {
        self.method = method
        self.pattern = pattern
        self.handler = handler
    }
}

/// No route fits.
package enum RoutingError: Error, Sendable, Hashable {
    case unknownPath(String)
    case wrongMethod(Method, allowed: [Method])
    /// A segment that is no valid percent-encoding of UTF-8, or would leave the tree.
    case badPath(String)
}
