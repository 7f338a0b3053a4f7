internal import HTTPServer

/// Tells browsers which pages may use the server.
struct CORS: Sendable {
    let options: APIOptions

    private static let methods = "GET, POST, HEAD, OPTIONS"
    private static let headers = "Authorization, Content-Type, X-Request-Id"
    private static let exposed = "X-Request-Id, X-Queue-Position, Retry-After"
    /// Seconds for which a browser need not ask again.
    private static let maxAge = "600"

    /// The answer to every OPTIONS request.
    func preflight(_ request: Request) -> Response {
        var response = Response()
        guard origin(for: request) != nil else { return response }
        response.headers["Access-Control-Allow-Methods"] = Self.list(options.allowedMethods, else: Self.methods)
        response.headers["Access-Control-Allow-Headers"] =
            options.allowedHeaders.contains("*")
            ? Self.requestedHeaders(request) ?? Self.headers : options.allowedHeaders.joined(separator: ", ")
        response.headers["Access-Control-Max-Age"] = Self.maxAge
        return response
    }

    func mark(_ response: inout Response, _ request: Request) {
        guard !options.allowedOrigins.isEmpty else { return }
        if !isOpenToAll { response.headers.add("Vary", "Origin") }
        guard let origin = origin(for: request) else { return }
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = Self.exposed
        if options.allowsCredentials { response.headers["Access-Control-Allow-Credentials"] = "true" }
    }

    /// With credentials, browsers do not take "*" for an answer.
    private var isOpenToAll: Bool { options.allowedOrigins.contains("*") && !options.allowsCredentials }

    private func origin(for request: Request) -> String? {
        if isOpenToAll { return "*" }
        guard let origin = request.headers["Origin"], origin.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else { return nil }
        return options.allowedOrigins.contains("*") || options.allowedOrigins.contains(origin) ? origin : nil
    }

    /// What the page wants to send, since "*" does not cover Authorization.
    private static func requestedHeaders(_ request: Request) -> String? {
        guard let wanted = request.headers["Access-Control-Request-Headers"], !wanted.isEmpty,
            wanted.utf8.count <= 1000, wanted.utf8.allSatisfy(isListByte)
        else { return nil }
        return wanted
    }

    private static func isListByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || [0x20, 0x2C, 0x2D, 0x5F].contains(byte)
    }

    private static func list(_ allowed: [String], else all: String) -> String {
        allowed.contains("*") ? all : allowed.joined(separator: ", ")
    }
}
