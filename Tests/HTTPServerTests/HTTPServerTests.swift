import HTTPClient
import Support
import Testing

@testable import HTTPServer

/// Who answers: the router itself, or a server around it. The same tests ask both.
enum Way: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case router, server
    var testDescription: String { rawValue }

    struct Answer: Sendable {
        var status: Int
        var headers: Headers
        var body: String
    }

    func ask(_ routes: [Route], _ method: Method, _ target: String, body: String = "") async throws -> Answer {
        let handler = Router(routes).handler
        let responder: @Sendable (Request) async -> Response = { request in
            do { return try await handler(request) } catch { return Response(.notFound, text: "\(error)") }
        }
        switch self {
        case .router:
            let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
            var request = Request(method, parts[0], body: Array(body.utf8), id: "test")
            request.query = parts.count > 1 ? parts[1] : nil
            let response = await responder(request)
            let sink = Collector()
            switch response.body {
            case .bytes(let bytes): try await sink.write(bytes)
            case .stream(let write): try await write(sink)
            }
            return Answer(status: response.status.rawValue, headers: response.headers, body: await sink.text)
        case .server:
            var configuration = ServerConfiguration()
            configuration.port = 0
            let server = try await Server.start(configuration, responder: responder)
            var request = HTTPRequest(method.rawValue, server.addresses[0] + target)
            if !body.isEmpty { request.body = Array(body.utf8) }
            let answer = try await HTTPClient().send(request)
            let text = String(decoding: try await answer.collect(limit: 1 << 20), as: UTF8.self)
            var headers = Headers()
            for field in answer.headers { headers.add(field.name, field.value) }
            await server.stop()
            #expect(server.activeExchanges == 0)
            return Answer(status: answer.status, headers: headers, body: text)
        }
    }

    private actor Collector: BodySink {
        private var bytes: [UInt8] = []
        func write(_ more: [UInt8]) async throws { bytes += more }
        var text: String { String(decoding: bytes, as: UTF8.self) }
    }
}

@Suite("Routes, asked in process and over the wire")
struct HTTPServerTests {
    private static let routes = [
        Route(.get, "/hello") { _ in Response(text: "hello") },
        Route(.post, "/echo") { request in Response(text: String(decoding: request.body, as: UTF8.self)) },
        Route(.get, "/models/{id...}") { request in Response(text: request.parameters["id"] ?? "") },
        Route(.get, "/models/{id}/ready") { _ in Response(.noContent) },
        Route(.get, "/query") { request in Response(text: request.query ?? "none") },
        Route(.get, "/stream") { _ in
            Response(
                headers: ["X-Kind": "stream"],
                body: .stream { sink in
                    for number in 0..<100 { try await sink.write(Array("\(number),".utf8)) }
                })
        },
        Route(.get, "/split") { _ in Response(headers: ["X-Split": "a\r\nX-Evil: b"], body: .bytes([])) },
    ]

    @Test(
        "Answers",
        arguments: Way.allCases,
        [
            (Method.get, "/hello", "", 200, "hello"),
            (.post, "/echo", "some text", 200, "some text"),
            (.get, "/models/a%2Fb", "", 200, "a/b"),
            (.get, "/models/a/b", "", 200, "a/b"),
            (.get, "/query?a=b%20c", "", 200, "a=b%20c"),
            (.get, "/query", "", 200, "none"),
            (.get, "/stream", "", 200, (0..<100).map { "\($0)," }.joined()),
        ] as [(Method, String, String, Int, String)])
    func answers(target: Way, row: (method: Method, path: String, body: String, status: Int, text: String))
        async throws
    {
        let answer = try await target.ask(Self.routes, row.method, row.path, body: row.body)
        #expect(answer.status == row.status)
        #expect(answer.body == row.text)
    }

    @Test(
        "Refusals", arguments: Way.allCases,
        [
            (Method.get, "/nothing", "unknownPath"), (.post, "/hello", "wrongMethod"),
            (.get, "/models/%zz", "badPath"), (.get, "/models/%00", "badPath"), (.get, "/models/%ff", "badPath"),
            (.get, "/models/", "unknownPath"),
        ])
    func refusals(target: Way, row: (method: Method, path: String, error: String)) async throws {
        let answer = try await target.ask(Self.routes, row.method, row.path)
        #expect(answer.status == 404)
        #expect(answer.body.contains(row.error), "\(answer.body)")
    }

    @Test("What is read with GET can be asked for without its body")
    func head() async throws {
        let answer = try await Way.server.ask(Self.routes, .head, "/hello")
        #expect(answer.status == 200)
        #expect(answer.headers["Content-Length"] == "5")
        #expect(answer.body == "")
    }

    @Test("No answer can be split by what stands in its headers")
    func splitting() async throws {
        let answer = try await Way.server.ask(Self.routes, .get, "/split")
        #expect(answer.headers["X-Evil"] == nil)
        #expect(answer.headers["X-Split"] == "a  X-Evil: b")
    }

    @Test("A port that is taken and a host that is not here are told with a remedy")
    func starting() async throws {
        var configuration = ServerConfiguration()
        configuration.port = 0
        let first = try await Server.start(configuration) { _ in Response() }
        configuration.port = first.port
        let taken = await #expect(throws: DazzleError.self) {
            try await Server.start(configuration) { _ in Response() }
        }
        #expect(taken?.parameter == "port")
        #expect(taken?.message.contains("\(first.port)") == true)
        configuration.host = "203.0.113.9"
        let far = await #expect(throws: DazzleError.self) { try await Server.start(configuration) { _ in Response() } }
        #expect(far?.parameter == "host")
        await first.stop()
    }

    @Test("Draining lets what runs finish and then closes")
    func draining() async throws {
        let (started, start) = AsyncStream<Void>.makeStream()
        let (released, release) = AsyncStream<Void>.makeStream()
        var configuration = ServerConfiguration()
        configuration.port = 0
        let server = try await Server.start(configuration) { _ in
            start.yield()
            for await _ in released { break }
            return Response(text: "done")
        }
        let client = try HTTPClient()
        async let answer = client.send(HTTPRequest("GET", server.addresses[0] + "/"))
        for await _ in started { break }
        async let drained: Void = server.drain(within: .seconds(20))
        release.yield()
        let got = try await answer
        #expect(got.status == 200)
        #expect(String(decoding: try await got.collect(limit: 100), as: UTF8.self) == "done")
        await drained
        await server.stop()
        #expect(server.activeExchanges == 0)
        await #expect(throws: HTTPClientError.self) {
            try await client.send(HTTPRequest("GET", server.addresses[0] + "/"))
        }
    }

    @Test("A client that leaves cancels its handler, whatever it does")
    func leaving() async throws {
        let (started, start) = AsyncStream<Void>.makeStream()
        let (cancelled, cancel) = AsyncStream<Void>.makeStream()
        var configuration = ServerConfiguration()
        configuration.port = 0
        let server = try await Server.start(configuration) { _ in
            start.yield()
            try? await Task.sleep(for: .seconds(60))
            if Task.isCancelled { cancel.yield() }
            return Response()
        }
        let client = try HTTPClient()
        let asking = Task { try await client.send(HTTPRequest("GET", server.addresses[0] + "/")) }
        for await _ in started { break }
        asking.cancel()
        for await _ in cancelled { break }
        await server.stop()
        #expect(server.activeExchanges == 0)
    }
}
