internal import HTTPServer
internal import Playground

/// Asks for a bearer token where the operator has set keys.
struct APIKey: Sendable {
    private let keys: [[UInt8]]

    init(_ keys: [String]) { self.keys = keys.filter { !$0.isEmpty }.map { Array($0.utf8) } }

    /// What probes, scrapers and readers of the documentation need. All else is closed, so that no unusual way to write a
    /// path leads past the key.
    static let openPaths: Set<String> = [
        "/", "/docs", "/openapi.json", "/health", "/ping", "/version", "/load", "/metrics", "/v1/config", "/v2",
    ]

    var middleware: Middleware {
        { request, next in
            guard keys.isEmpty || request.method == .options || Self.isOpen(request.path) || holdsKey(request) else {
                throw APIError(
                    .unauthorized,
                    "Unauthorized: this server asks for a key; send the header `Authorization: Bearer KEY`")
            }
            return try await next(request)
        }
    }

    static func isOpen(_ path: String) -> Bool {
        openPaths.contains(path) || path.hasPrefix("/v2/") || Playground.isFile(path)
    }

    private func holdsKey(_ request: Request) -> Bool {
        let values = request.headers.values(of: "Authorization")
        guard values.count == 1, let token = Self.bearerToken(values[0]) else { return false }
        // All keys are compared, whichever fits.
        return keys.reduce(false) { found, key in Self.equal(token, key) || found }
    }

    private static func bearerToken(_ value: String) -> [UInt8]? {
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return Array(parts[1].utf8).trimmingSpaces
    }

    /// Takes as long for a wrong first byte as for a wrong last one.
    static func equal(_ given: [UInt8], _ key: [UInt8]) -> Bool {
        guard !key.isEmpty else { return false }
        var difference = given.count ^ key.count
        for (index, byte) in given.enumerated() { difference |= Int(byte ^ key[index % key.count]) }
        return difference == 0
    }
}

extension [UInt8] {
    fileprivate var trimmingSpaces: [UInt8] {
        Array(drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed())
    }
}
