@testable import HTTPServer
internal import Synchronization

/// What a server was seen to do.
final class Recorder: Sendable {
    private struct Seen: Sendable {
        var paths: [String] = []
        var summaries: [ExchangeSummary] = []
        var refusedPaths: [String] = []
    }

    private let seen = Mutex(Seen())

    /// Of all requests that reached the responder.
    var paths: [String] { seen.withLock { $0.paths } }
    var summaries: [ExchangeSummary] { seen.withLock { $0.summaries } }
    /// What the wording of refusals was told of their paths.
    var refusedPaths: [String] { seen.withLock { $0.refusedPaths } }

    func handling(_ request: Request) { seen.withLock { $0.paths.append(request.path) } }
    func over(_ summary: ExchangeSummary) { seen.withLock { $0.summaries.append(summary) } }
    func refused(_ path: String) { seen.withLock { $0.refusedPaths.append(path) } }
}

struct TestServer: Sendable {
    let server: Server
    let recorder: Recorder

    var port: Int { server.port }

    func client(receiveBuffer: Int32? = nil) throws -> RawClient {
        try RawClient(port: port, receiveBuffer: receiveBuffer)
    }

    /// Polls, so that a leak shows as a failure and not as a hang.
    func becomesIdle() async throws -> Bool { try await eventually { server.activeExchanges == 0 } }

    /// Runs a server around `body`.
    static func run<Result: Sendable>(
        _ handler: @escaping Handler, tls: TLSFiles? = nil, limits: (inout ServerLimits) -> Void = { _ in },
        _ body: (TestServer) async throws -> Result
    ) async throws -> Result {
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.tls = tls
        limits(&configuration.limits)
        let recorder = Recorder()
        let answer = responder(handler)
        let server = try await Server.start(
            configuration, observer: recorder.over,
            refusal: { failure, path in
                recorder.refused(path)
                return Server.plainRefusal(failure, path)
            },
            responder: { request in
                recorder.handling(request)
                return await answer(request)
            })
        do {
            let result = try await body(TestServer(server: server, recorder: recorder))
            await server.stop()
            return result
        } catch {
            await server.stop()
            throw error
        }
    }
}

/// Makes answers of errors, as an application does in a middleware.
func responder(_ handler: @escaping Handler) -> @Sendable (Request) async -> Response {
    { request in
        do {
            return try await handler(request)
        } catch RoutingError.unknownPath {
            return Response(.notFound, text: "unknown path")
        } catch RoutingError.badPath {
            return Response(.badRequest, text: "bad path")
        } catch RoutingError.wrongMethod(_, let allowed) {
            return Response(
                .methodNotAllowed, headers: ["Allow": allowed.map(\.rawValue).sorted().joined(separator: ", ")])
        } catch {
            return Response(.internalServerError, text: "\(error)")
        }
    }
}

/// Where the same test of handlers runs: in the process, or through a socket.
enum Target: Sendable {
    case router(Handler)
    case live(Server)

    func call(
        _ method: String, _ target: String, headers: Headers = Headers(), body: [UInt8] = []
    ) async throws -> Answer {
        switch self {
        case .router(let handler): try await Self.call(handler, method, target, headers, body)
        case .live(let server): try await Self.call(server, method, target, headers, body)
        }
    }

    private static func call(
        _ handler: @escaping Handler, _ method: String, _ target: String, _ headers: Headers, _ body: [UInt8]
    ) async throws -> Answer {
        let parts = target.split(separator: "?", maxSplits: 1)
        var request = Request(Method(rawValue: method), String(parts[0]), headers: headers, body: body, id: "test")
        request.query = parts.count > 1 ? String(parts[1]) : nil
        let response = await responder(handler)(request)
        var answer = Answer(status: response.status.rawValue, headers: response.headers, body: [])
        guard method != "HEAD" else { return answer }
        switch response.body {
        case .bytes(let bytes): answer.body = bytes
        case .stream(let write):
            let sink = Collector()
            try await write(sink)
            answer.body = sink.bytes.withLock { $0 }
        }
        return answer
    }

    private static func call(
        _ server: Server, _ method: String, _ target: String, _ headers: Headers, _ body: [UInt8]
    ) async throws -> Answer {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: test", "Content-Length: \(body.count)"]
        lines += headers.fields.map { "\($0.name): \($0.value)" }
        let client = try RawClient(port: server.port)
        try await client.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
        return try await client.answer(to: method)
    }

    private final class Collector: BodySink {
        let bytes = Mutex<[UInt8]>([])
        func write(_ more: [UInt8]) async throws { bytes.withLock { $0 += more } }
    }
}
