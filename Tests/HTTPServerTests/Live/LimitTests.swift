@testable import HTTPServer
import Testing

/// What the server does not put up with.
@Suite struct LimitTests {
    private static let ok: Handler = { Response(text: "\($0.body.count)") }

    @Test(arguments: [
        (
            "a head that comes whole", "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 200))\r\n\r\n",
            "200 bytes"
        ),
        ("a head without end", "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 200))", "200 bytes"),
        ("a target without end", "GET /\(String(repeating: "x", count: 200))", "200 bytes"),
        (
            "too many fields", "GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X: y\r\n", count: 10))\r\n",
            "more than 10"
        ),
    ])
    func limitsTheHead(_ label: String, _ request: String, _ names: String) async throws {
        try await TestServer.run(
            Self.ok,
            limits: {
                $0.headerBytes = 200; $0.headerCount = 10
            }
        ) { live in
            let client = try live.client()
            try await client.send(request)
            let answer = try await client.answer()
            #expect(answer.status == 431)
            #expect(answer.text.contains(names))
            #expect(live.recorder.paths.isEmpty)
        }
    }

    @Test func takesAHeadOfExactlyTheLimit() async throws {
        let fixed = "GET / HTTP/1.1\r\nHost: a\r\nX: "
        let head = fixed + String(repeating: "x", count: 200 - fixed.utf8.count)
        try await TestServer.run(Self.ok, limits: { $0.headerBytes = 200 }) { live in
            let client = try live.client()
            try await client.send(head + "\r\n\r\n")
            #expect(try await client.answer().status == 200)
            try await client.send(head + "x\r\n\r\n")
            #expect(try await client.answer().status == 431)
        }
    }

    @Test(arguments: [
        ("length", "Content-Length: 1001\r\n\r\n", 413), ("length at the limit", "Content-Length: 1000\r\n\r\n", 200),
        ("chunk", "Transfer-Encoding: chunked\r\n\r\n3e9\r\n", 413),
        ("chunk at the limit", "Transfer-Encoding: chunked\r\n\r\n3e8\r\n", 200),
        ("chunks together", "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n3e8\r\n", 413),
    ])
    func limitsTheBody(_ label: String, _ rest: String, _ status: Int) async throws {
        try await TestServer.run(Self.ok, limits: { $0.bodyBytes = 1000 }) { live in
            let client = try live.client()
            try await client.send("POST / HTTP/1.1\r\nHost: a\r\n\(rest)")
            if status == 200 {
                let end = rest.contains("chunked") ? "\r\n0\r\n\r\n" : ""
                try await client.send(String(repeating: "x", count: 1000) + end)
            }
            let answer = try await client.answer()
            #expect(answer.status == status)
            #expect(status == 200 ? answer.text == "1000" : answer.text.contains("1000 bytes"))
        }
    }

    @Test(arguments: [
        "GE", "GET / HTTP/1.1\r\nHost: a\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc", "\r\nG",
    ])
    func givesUpOnSlowRequests(_ part: String) async throws {
        try await TestServer.run(Self.ok, limits: { $0.headTimeout = .milliseconds(100) }) { live in
            let client = try live.client()
            try await client.send(part)
            #expect(try await client.answer().status == 408)
            #expect(try await client.receiveToEnd() == "")
            #expect(live.recorder.paths.isEmpty)
        }
    }

    @Test func closesIdleConnectionsSilently() async throws {
        try await TestServer.run(Self.ok, limits: { $0.idleTimeout = .milliseconds(100) }) { live in
            let client = try live.client()
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\n")
            #expect(try await client.answer().status == 200)
            #expect(try await client.receiveToEnd() == "")
        }
    }

    @Test func neverRushesAHandler() async throws {
        let release = Signal()
        try await TestServer.run(
            { _ in
                _ = try await release.wait()
                return Response(text: "late")
            },
            limits: {
                $0.headTimeout = .milliseconds(1)
                $0.idleTimeout = .milliseconds(1)
                $0.writeTimeout = .milliseconds(1)
            }
        ) { live in
            let client = try live.client()
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await eventually { live.server.activeExchanges == 1 })
            // Longer than two ticks of the loop.
            try await Task.sleep(for: .milliseconds(600))
            release.set()
            #expect(try await client.answer().text == "late")
        }
    }

    @Test func hasRoomForSoManyBodiesOnly() async throws {
        let release = Signal()
        try await TestServer.run(
            { request in
                if request.path == "/hold" { _ = try await release.wait() }
                return Response(text: "\(request.body.count)")
            }, limits: { $0.bufferedBytes = 1000 }
        ) { live in
            let held = try live.client()
            try await held.send(
                "POST /hold HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n\(String(repeating: "x", count: 900))")
            #expect(try await eventually { live.server.activeExchanges == 1 })
            for body in [
                "Content-Length: 101\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nff\r\n\(String(repeating: "x", count: 200))",
            ] {
                let refused = try live.client()
                try await refused.send("POST / HTTP/1.1\r\nHost: a\r\n\(body)")
                let answer = try await refused.answer()
                #expect(answer.status == 503)
                #expect(answer.headers["Retry-After"] == "1")
                #expect(answer.text.contains("1000 bytes"))
            }
            let fits = try await Target.live(live.server).call("POST", "/", body: Array(repeating: 1, count: 100))
            #expect(fits.text == "100")
            release.set()
            #expect(try await held.answer().text == "900")
            // What was refused, answered or abandoned has given its room back.
            let abandoned = try live.client()
            try await abandoned.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx")
            abandoned.leave(.close)
            var last = 0
            let deadline = ContinuousClock.now + .seconds(10)
            while last != 200, ContinuousClock.now < deadline {
                last = try await Target.live(live.server).call("POST", "/", body: Array(repeating: 1, count: 1000))
                    .status
            }
            #expect(last == 200)
        }
    }

    @Test func letsOnlySoManyConnectionsIn() async throws {
        try await TestServer.run(Self.ok, limits: { $0.connections = 3 }) { live in
            var clients: [RawClient] = []
            for _ in 0..<3 {
                let client = try live.client()
                try await client.send("GET /in HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.answer().status == 200)
                clients.append(client)
            }
            let waiting = try live.client()
            try await waiting.send("GET /waiting HTTP/1.1\r\nHost: a\r\n\r\n")
            for _ in 0..<20 {
                try await clients[0].send("GET /in HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await clients[0].answer().status == 200)
            }
            #expect(!live.recorder.paths.contains("/waiting"))
            clients[2].leave(.close)
            #expect(try await waiting.answer().status == 200)
        }
    }

    @Test func isNotHeldUpByWhoeverSendsWithoutEnd() async throws {
        try await TestServer.run(Self.ok) { live in
            // More than one, so that something is always there to be read.
            let flooders = try (0..<3).map { _ in try live.client() }
            for flooder in flooders { try await flooder.send("nonsense\r\n\r\n") }
            let flood = [UInt8](repeating: 0x78, count: 256 << 10)
            let done = Signal()
            async let answers: Int = {
                defer { done.set() }
                var count = 0
                for _ in 0..<20 {
                    count += try await Target.live(live.server).call("GET", "/").status == 200 ? 1 : 0
                }
                return count
            }()
            while !done.isSet {
                for flooder in flooders { flooder.sendIfPossible(flood) }
                await Task.yield()
            }
            #expect(try await answers == 20)
            // They are not listened to for ever.
            #expect(
                try await eventually {
                    for flooder in flooders { flooder.sendIfPossible(flood) }
                    for flooder in flooders { flooder.receiveNow() }
                    return flooders.allSatisfy(\.isEnded)
                })
        }
    }
}
