internal import HTTPClient
internal import Support

/// The server under test, and how it is reached.
package struct BenchServer: Sendable {
    /// Without a slash at its end.
    package var base: String
    /// Sent with each request; a later one replaces an earlier one of the same name.
    package var headers: [(name: String, value: String)]
    package var isInsecure: Bool
    private let client: HTTPClient

    package init(base: String, headers: [(name: String, value: String)], isInsecure: Bool) throws {
        self.base = String(base.reversed().drop { $0 == "/" }.reversed())
        self.headers = headers
        self.isInsecure = isInsecure
        client = try HTTPClient()
    }

    /// An answer is measured over at most this long.
    private static let longest = Duration.seconds(6 * 60 * 60)
    /// What a server may answer where no stream is expected.
    private static let answerLimit = 64 << 20

    /// - Parameter headers: for this request only.
    func post(
        _ path: String, _ body: JSONObject, headers: [(name: String, value: String)] = []
    ) async throws -> HTTPAnswer {
        var request = request("POST", path, headers)
        request.body = Array(JSONValue.object(body).written().utf8)
        // What measures must cost the machine little: it is often the machine that is measured.
        request.wakesReaderSeldom = true
        return try await client.send(request)
    }

    /// Posts, and reads the answer whole.
    func ask(_ path: String, _ body: JSONObject) async throws -> JSONValue {
        try await Self.json(of: post(path, body))
    }

    /// The first model that the server lists: what requests call it, and what it was made from.
    package func firstModel() async throws -> (name: String, root: String) {
        let list: JSONValue
        do {
            list = try await Self.json(of: client.send(request("GET", "/v1/models", [])))
        } catch {
            let remedy = error is BenchError ? "; give --model" : ""
            throw BenchError("the models of \(base) cannot be listed: \(error)\(remedy)")
        }
        guard let model = list["data"]?[0], let name = model["id"]?.stringValue else {
            throw BenchError("\(base) lists no model; give --model")
        }
        return (name, model["root"]?.stringValue ?? name)
    }

    /// Has the server begin or stop to record what it does. Returns what it says against it, if anything.
    package func profile(_ path: String) async throws -> String? {
        let answer = try await client.send(request("POST", path, []))
        return answer.status == 200 ? nil : await Self.complaint(of: answer)
    }

    private func request(_ method: String, _ path: String, _ more: [(name: String, value: String)]) -> HTTPRequest {
        var request = HTTPRequest(method, base + path)
        let defaults = method == "POST" ? [(name: "Content-Type", value: "application/json")] : []
        var merged: [(name: String, value: String)] = []
        for header in defaults + headers + more {
            merged.removeAll { $0.name.lowercased() == header.name.lowercased() }
            merged.append(header)
        }
        request.headers = merged
        request.timeout = Self.longest
        request.isInsecure = isInsecure
        return request
    }

    private static func json(of answer: HTTPAnswer) async throws -> JSONValue {
        guard answer.status == 200 else { throw BenchError(await complaint(of: answer)) }
        return try await JSONValue(parsing: answer.collect(limit: answerLimit))
    }

    /// What a server says that refuses.
    static func complaint(of answer: HTTPAnswer) async -> String {
        let bytes = try? await answer.collect(limit: 64 << 10)
        let value = bytes.flatMap { try? JSONValue(parsing: $0) }
        let message =
            value?["error"]?["message"]?.stringValue ?? value?["message"]?.stringValue
            ?? value?["detail"]?.stringValue
        return "HTTP status \(answer.status)" + (message.map { ": \($0)" } ?? "")
    }
}
