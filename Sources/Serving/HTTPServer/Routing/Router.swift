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

/// Finds the route of a request.
package struct Router: Sendable {
    private struct Entry: Sendable {
        let method: Method
        let segments: [Segment]
        let handler: Handler
    }

    private enum Segment: Sendable, Hashable {
        case literal(String)
        case one(String)
        case rest(String)
    }

    private let entries: [Entry]

    package init(_ routes: [Route]) {
        entries = routes.map { route in
            Entry(method: route.method, segments: Self.segments(route.pattern), handler: route.handler)
        }
    }

    /// Throws a `RoutingError` where no route fits.
    package var handler: Handler { { [self] request in try await handle(request) } }

    private func handle(_ request: Request) async throws -> Response {
        let parts = try Self.decoded(request.path)
        var allowed: [Method] = []
        for entry in entries {
            guard let parameters = Self.match(entry.segments, parts) else { continue }
            // What is read with GET can be asked for without its body; the server leaves that out.
            guard entry.method == request.method || (request.method == .head && entry.method == .get) else {
                if !allowed.contains(entry.method) { allowed.append(entry.method) }
                continue
            }
            var request = request
            request.parameters = parameters
            return try await entry.handler(request)
        }
        throw allowed.isEmpty
            ? RoutingError.unknownPath(request.path) : RoutingError.wrongMethod(request.method, allowed: allowed)
    }

    private static func segments(_ pattern: String) -> [Segment] {
        pattern.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { part in
            guard part.hasPrefix("{"), part.hasSuffix("}") else { return .literal(String(part)) }
            let name = part.dropFirst().dropLast()
            return name.hasSuffix("...") ? .rest(String(name.dropLast(3))) : .one(String(name))
        }
    }

    private static func match(_ segments: [Segment], _ parts: [String]) -> [String: String]? {
        var parameters: [String: String] = [:]
        for (index, segment) in segments.enumerated() {
            guard index < parts.count else { return nil }
            switch segment {
            case .literal(let text): guard text == parts[index] else { return nil }
            case .one(let name):
                guard !parts[index].isEmpty else { return nil }
                parameters[name] = parts[index]
            case .rest(let name):
                let rest = parts[index...].joined(separator: "/")
                guard !rest.isEmpty else { return nil }
                parameters[name] = rest
                return parameters
            }
        }
        return segments.count == parts.count ? parameters : nil
    }

    /// The path's segments without their percent-encoding. A slash that was encoded is part of its segment.
    private static func decoded(_ path: String) throws(RoutingError) -> [String] {
        guard path.hasPrefix("/") else { throw .badPath(path) }
        var parts: [String] = []
        for raw in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let part = PercentEncoding.decode(raw.utf8), !part.split(separator: "/").contains(where: isDots)
            else {
                throw .badPath(path)
            }
            parts.append(part)
        }
        return parts
    }

    private static func isDots(_ part: Substring) -> Bool { part == "." || part == ".." }
}

enum PercentEncoding {
    /// nil for a broken escape, a null byte, or what is no UTF-8.
    static func decode(_ text: some Sequence<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var rest = text.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else { return nil }
            bytes.append(high << 4 | low)
        }
        guard !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
