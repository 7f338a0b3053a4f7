@testable import HTTPServer
internal import Support
import Testing

/// What goes back and forth on a connection that behaves.
@Suite struct ExchangeTests {
    private static let echo: Handler = { request in
        var response = Response(text: "\(request.method.rawValue) \(request.path) \(request.body.count)")
        response.headers["X-Request-Id"] = request.id
        return response
    }

    private static let stream: Handler = { _ in
        Response(body: .stream { sink in for piece in ["a", "", "bc"] { try await sink.write(Array(piece.utf8)) } })
    }

    struct Connecting: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let request: String
        let connection: String?
        let stays: Bool

        init(
            _ label: String, _ line: String, _ fields: String..., saying connection: String?, stays: Bool
        ) {
            testDescription = label
            request = ([line] + fields).joined(separator: "\r\n") + "\r\n\r\n"
            self.connection = connection
            self.stays = stays
        }
    }

    @Test(arguments: [
        Connecting("1.1 stays", "GET / HTTP/1.1", "Host: a", saying: nil, stays: true),
        Connecting("1.1 close", "GET / HTTP/1.1", "Host: a", "Connection: close", saying: "close", stays: false),
        Connecting(
            "1.1 Close in a list", "GET / HTTP/1.1", "Host: a", "Connection: x, Close", saying: "close", stays: false),
        Connecting(
            "1.1 close twice", "GET / HTTP/1.1", "Host: a", "connection: x", "connection: close", saying: "close",
            stays: false),
        Connecting("1.1 not quite close", "GET / HTTP/1.1", "Host: a", "Connection: closed", saying: nil, stays: true),
        Connecting("1.0 closes", "GET / HTTP/1.0", saying: "close", stays: false),
        Connecting("1.0 stays", "GET / HTTP/1.0", "Connection: Keep-Alive", saying: "keep-alive", stays: true),
        Connecting("1.0 both", "GET / HTTP/1.0", "Connection: keep-alive, close", saying: "close", stays: false),
        Connecting(
            "1.0 with a Kelvin sign", "GET / HTTP/1.0", "Connection: \u{212A}eep-alive", saying: "close", stays: false),
    ])
    func saysWhetherItStays(_ form: Connecting) async throws {
        try await TestServer.run(Self.echo) { live in
            let client = try live.client()
            try await client.send(form.request)
            let answer = try await client.answer()
            #expect(answer.status == 200)
            #expect(answer.headers["Connection"] == form.connection)
            #expect(answer.text == "GET / 0")
            if form.stays {
                try await client.send(form.request)
                #expect(try await client.answer().text == "GET / 0")
            } else {
                #expect(try await client.receiveToEnd() == "")
            }
            #expect(try await live.becomesIdle())
        }
    }

    @Test func answersPipelinedRequestsInTheirOrder() async throws {
        let slow = Counter()
        try await TestServer.run({ request in
            // The earlier ones take longer.
            for _ in 0..<(20 - slow.add()) { await Task.yield() }
            return try await Self.echo(request)
        }) { live in
            let client = try live.client()
            let count = 20
            try await client.send(
                (0..<count).map { index in
                    index % 3 == 0
                        ? "POST /\(index) HTTP/1.1\r\nHost: a\r\nContent-Length: \(index)\r\n\r\n"
                            + String(repeating: "x", count: index)
                        : "GET /\(index) HTTP/1.1\r\nHost: a\r\n\r\n"
                }.joined())
            for index in 0..<count {
                #expect(
                    try await client.answer().text == (index % 3 == 0 ? "POST /\(index) \(index)" : "GET /\(index) 0"))
            }
            #expect(live.recorder.paths == (0..<count).map { "/\($0)" })
            #expect(try await live.becomesIdle())
        }
    }

    @Test func goesOnWithLargePipelinedBodies() async throws {
        try await TestServer.run(Self.echo) { live in
            let client = try live.client()
            let body = String(repeating: "x", count: 200_000)
            let request = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n\(body)"
            try await client.send(request + request + request)
            for _ in 0..<3 { #expect(try await client.answer().text == "POST /a 200000") }
        }
    }

    @Test(arguments: ["1.1", "1.0"], [false, true])
    func leavesOutTheBodyForHead(_ version: String, streams: Bool) async throws {
        try await TestServer.run(streams ? Self.stream : Self.echo) { live in
            let client = try live.client()
            try await client.send("HEAD /x HTTP/\(version)\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
            let answer = try await client.answer(to: "HEAD")
            #expect(answer.headers["Content-Length"] == (streams ? nil : "9"))
            #expect(answer.headers["Transfer-Encoding"] == nil)
            try await client.send("HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            _ = try await client.answer(to: "HEAD")
            #expect(try await client.receiveToEnd() == "")
        }
    }

    @Test(arguments: [204, 304] as [Status], [false, true])
    func sendsNoBodyWhereThereIsNone(_ status: Status, streams: Bool) async throws {
        let body: Response.Body = streams ? .stream { try await $0.write([1]) } : .bytes([1])
        try await TestServer.run({ _ in Response(status, body: body) }) { live in
            let client = try live.client()
            for _ in 0..<2 {
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try await client.answer()
                #expect(answer.status == status.rawValue)
                #expect(answer.headers["Content-Length"] == nil && answer.headers["Transfer-Encoding"] == nil)
            }
        }
    }

    @Test func streamsInChunksAndToTheOldUntilTheEnd() async throws {
        try await TestServer.run(Self.stream) { live in
            let client = try live.client()
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            try await client.receive { $0.suffix(5) == Array("0\r\n\r\n".utf8)[...] }
            #expect(client.text.hasSuffix("\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"))
            #expect(try await client.answer().text == "abc")
            try await client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let old = try await client.receiveToEnd()
            #expect(old.contains("Connection: close") && !old.contains("chunked") && old.hasSuffix("\r\n\r\nabc"))
        }
    }

    @Test func tellsAStreamThatFailedByCuttingIt() async throws {
        struct Broken: Error {}
        try await TestServer.run({ _ in
            Response(
                body: .stream { sink in
                    try await sink.write([65])
                    throw Broken()
                })
        }) { live in
            let client = try live.client()
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await !client.receiveToEnd().hasSuffix("0\r\n\r\n"))
            #expect(try await !client.answer().isWhole)
            #expect(try await eventually { live.recorder.summaries.map(\.outcome) == [.failed] })
        }
    }

    @Test func asksForTheBodyOnceItIsWanted() async throws {
        try await TestServer.run(Self.echo, limits: { $0.bodyBytes = 100 }) { live in
            let client = try live.client()
            let head = "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
            try await client.send(head + "Content-Length: 5\r\n\r\n")
            #expect(try await client.answer().status == 100)
            try await client.send("hello")
            #expect(try await client.answer().text == "POST /a 5")
            // Nobody waits for a body that is there, or that there is none of.
            try await client.send(head + "Content-Length: 5\r\n\r\nhello")
            #expect(try await client.answer().text == "POST /a 5")
            try await client.send(head + "\r\n")
            #expect(try await client.answer().text == "POST /a 0")
            try await client.send(head + "Content-Length: 101\r\n\r\n")
            #expect(try await client.answer().status == 413)
        }
    }

    @Test(arguments: [1, 2, 3, 7, 64])
    func readsChunksAtOddSplits(_ size: Int) async throws {
        try await TestServer.run({ Response(body: .bytes($0.body)) }) { live in
            let client = try live.client()
            let bytes = Array(
                ("\r\nPOST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
                    + "5;x=\"y\"\r\nhello\r\n0006\r\n world\r\n000\r\nX: y\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n")
                    .utf8)
            for begin in stride(from: 0, to: bytes.count, by: size) {
                try await client.send(Array(bytes[begin..<min(begin + size, bytes.count)]))
                await Task.yield()
            }
            #expect(try await client.answer().text == "hello world")
            #expect(try await client.answer().text == "")
            #expect(live.recorder.paths == ["/a", "/b"])
        }
    }

    @Test func keepsHandlersFromSplittingTheAnswer() async throws {
        try await TestServer.run({ _ in
            var response = Response(text: "body")
            response.headers["X-A"] = "a\r\nX-B: b\r\n\r\nc\0d"
            response.headers["X-C\r\nX-D"] = "d"
            response.headers[""] = "e"
            response.headers["content-length"] = "1"
            response.headers["Transfer-Encoding"] = "chunked"
            response.headers["connection"] = "close"
            response.headers["Date"] = "never"
            return response
        }) { live in
            let client = try live.client()
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try await client.answer()
            #expect(answer.text == "body")
            #expect(answer.headers["X-A"] == "a  X-B: b    c d")
            #expect(answer.headers.fields.map(\.name) == ["Content-Type", "X-A", "Date", "Content-Length"])
            #expect(answer.headers["Date"] != "never")
        }
    }

    @Test(arguments: [
        ("abc-1.2_3:/Z", true), (String(repeating: "a", count: 128), true), (String(repeating: "a", count: 129), false),
        ("", false), ("a b", false), ("a\tb", false), ("<x>", false), ("\u{E4}", false), ("a,b", false),
        ("a\"b", false),
    ])
    func takesUsableRequestNames(_ wanted: String, isTaken: Bool) async throws {
        try await TestServer.run(Self.echo) { live in
            let answer = try await Target.live(live.server).call("GET", "/", headers: ["x-request-id": wanted])
            let id = try #require(answer.headers["X-Request-Id"])
            if isTaken {
                #expect(id == wanted)
            } else {
                #expect(id.count == 32 && id.allSatisfy(\.isHexDigit))
            }
            #expect(try await eventually { live.recorder.summaries.map(\.id) == [id] })
        }
    }

    @Test func reportsWhatWasAnswered() async throws {
        try await TestServer.run(Self.echo) { live in
            let client = try live.client()
            try await client.send("POST /a?b=c HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")
            try await client.receive { $0.firstRange(of: Array("POST /a 2".utf8)) != nil }
            #expect(try await eventually { !live.recorder.summaries.isEmpty })
            let summary = try #require(live.recorder.summaries.first)
            #expect(summary.method == "POST" && summary.path == "/a" && summary.status == .ok)
            #expect(summary.peer == "127.0.0.1" && summary.outcome == .completed)
            #expect(summary.bytesSent == client.received.count && summary.duration > .zero)
        }
    }

    /// They may do so before the handler comes to say that it has written everything.
    @Test func clientsThatLeaveWithTheirWholeAnswerAreNotGone() async throws {
        try await TestServer.run(Self.echo) { live in
            for _ in 0..<300 {
                let client = try live.client()
                try await client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
                try await client.receive { $0.firstRange(of: Array("GET /a 0".utf8)) != nil }
                client.leave(.close)
            }
            #expect(try await eventually { live.recorder.summaries.count == 300 })
            #expect(live.recorder.summaries.allSatisfy { $0.outcome == .completed })
        }
    }

    @Test func answersAnAbsoluteTargetOfTheSameHost() async throws {
        try await TestServer.run(Self.echo) { live in
            let client = try live.client()
            try await client.send("GET HTTP://Test:80/a/b?c HTTP/1.1\r\nHost: test:80\r\n\r\n")
            #expect(try await client.answer().text == "GET /a/b 0")
            try await client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.answer().text == "OPTIONS * 0")
        }
    }

    @Test func forgetsThePathOfThePreviousRequest() async throws {
        try await TestServer.run(Self.echo, limits: { $0.bodyBytes = 10 }) { live in
            let client = try live.client()
            try await client.send("GET /previous HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.answer().status == 200)
            try await client.send("nonsense\r\n\r\n")
            #expect(try await client.answer().status == 400)
            #expect(live.recorder.refusedPaths == ["/"])
            let other = try live.client()
            try await other.send("POST /this HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n")
            #expect(try await other.answer().status == 413)
            #expect(live.recorder.refusedPaths == ["/", "/this"])
        }
    }
}
