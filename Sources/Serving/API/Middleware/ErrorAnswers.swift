internal import HTTPServer

/// Makes answers of what handlers and the router throw, in the words of the path's dialect.
struct ErrorAnswers: Sendable {
    /// All patterns of paths, for those who miss one.
    let patterns: [String]

    var middleware: Middleware {
        { request, next in
            do {
                return try await next(request)
            } catch let error as RoutingError {
                return response(to: error, Dialect(path: request.path))
            } catch let error as CancellationError {
                throw error
            } catch let error as ClientGone {
                throw error
            } catch {
                return Dialect(path: request.path).response(to: APIError(error))
            }
        }
    }

    private func response(to error: RoutingError, _ dialect: Dialect) -> Response {
        switch error {
        case .unknownPath(let path): return dialect.response(to: APIError(.unknownPath, sentence(path)))
        case .badPath(let path):
            return dialect.response(to: APIError(.invalidValue, "the path `\(Self.short(path))` is malformed"))
        case .wrongMethod(let method, let allowed):
            let names = allowed.map(\.rawValue).joined(separator: ", ")
            var response = dialect.response(
                to: APIError(.wrongMethod, "Method Not Allowed: this path takes \(names), not \(method.rawValue)"))
            response.headers["Allow"] = names
            return response
        }
    }

    private func sentence(_ path: String) -> String {
        let near = NearPaths.find(path, among: patterns).map { "`\($0)`" }
        let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
        return "Not Found: there is nothing at `\(Self.short(path))`\(hint)\(near.isEmpty ? "; " : " ")"
            + "GET /docs lists all paths"
    }

    private static func short(_ path: String) -> String { path.count > 100 ? path.prefix(100) + "…" : path }
}

/// Paths that somebody may have meant.
enum NearPaths {
    static func find(_ path: String, among patterns: [String]) -> [String] {
        let wanted = Array(path.utf8.prefix(80))
        let limit = max(2, wanted.count / 4)
        let near = Set(patterns).compactMap { name -> (name: String, distance: Int)? in
            let letters = Array(name.utf8)
            let isAlike = abs(letters.count - wanted.count) <= limit
            let distance = isAlike || isEnding(name, of: path) ? distance(wanted, letters) : .max
            return distance <= limit || isEnding(name, of: path) ? (name, distance) : nil
        }
        return near.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(2).map(\.name)
    }

    /// `/chat/completions` of `/v1/chat/completions`, or the other way round.
    private static func isEnding(_ pattern: String, of path: String) -> Bool {
        path.count > 4 && (pattern.hasSuffix(path) || (pattern.count > 4 && path.hasSuffix(pattern)))
    }

    /// The fewest letters to put in, take out or change.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var corner = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, corner + (a == b ? 0 : 1))
                corner = above
            }
        }
        return row[right.count]
    }
}
