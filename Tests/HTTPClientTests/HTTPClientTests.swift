#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import HTTPClient
internal import Support
internal import Synchronization
internal import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct HTTPClientTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func failure(_ work: () async throws -> Void) async -> HTTPClientError? {
        do {
            try await work()
            return nil
        } catch {
            return error as? HTTPClientError
        }
    }

    @Test func givesStatusHeadersAndBody() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 103 Early Hints\r\nLink: early\r\n\r\n")
            connection.send(
                "HTTP/1.1 418 I'm a teapot\r\nX-A:  one \r\nx-a:two\r\nEmpty:\r\nContent-Length: 3\r\n\r\ntea")
        }
        let answer = try await HTTPClient().send(HTTPRequest("GET", server.url + "/pot"))
        #expect(answer.status == 418)
        #expect(answer.headers.map(\.name) == ["X-A", "x-a", "Empty", "Content-Length"])
        #expect(answer.headers.map(\.value) == ["one", "two", "", "3"])
        #expect(text(try await answer.collect(limit: 3)) == "tea")
    }

    @Test(
        arguments: [
            ("GET", nil, "get /p?q=1 http/1.1", nil),
            ("POST", 7, "post /p?q=1 http/1.1", "content-length: 7"),
            ("POST", nil, "post /p?q=1 http/1.1", "content-length: 0"),
            ("PUT", 2_000_000, "put /p?q=1 http/1.1", "content-length: 2000000"),
            ("DELETE", nil, "delete /p?q=1 http/1.1", nil),
        ] as [(String, Int?, String, String?)])
    func sendsWhatIsAsked(method: String, bodySize: Int?, firstLine: String, length: String?) async throws {
        let body = bodySize.map { String(repeating: "b", count: $0) }
        let box = Box(Mutex(""))
        let server = try LoopbackServer { connection in
            let request = connection.request()
            box.value.withLock { $0 = request ?? "" }
            connection.send(Self.ok)
        }
        var request = HTTPRequest(method, server.url + "/p?q=1")
        request.headers = [("X-Blank", ""), ("X-Name", "value: with colon")]
        request.body = body.map { Array($0.utf8) }
        _ = try await HTTPClient().send(request).collect(limit: 10)
        let whole = box.value.withLock { $0 }
        let lines = whole.split(separator: "\r\n", omittingEmptySubsequences: false).map { $0.prefix(200).lowercased() }
        #expect(lines.first == firstLine)
        #expect(lines.contains("x-blank:"))
        #expect(lines.contains("x-name: value: with colon"))
        #expect(!lines.contains { $0.hasPrefix("expect:") || $0.hasPrefix("content-type:") })
        #expect(lines.first { $0.hasPrefix("content-length:") } == length)
        #expect(whole.hasSuffix("\r\n\r\n\(body ?? "")"))
    }

    @Test func givesPiecesAsTheyArrive() async throws {
        let gates = (0..<3).map { _ in Gate() }
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for (index, gate) in gates.enumerated() {
                gate.block()
                connection.chunk("piece \(index)")
            }
            connection.send("0\r\n\r\n")
            connection.waitForClose()
        }
        let answer = try await HTTPClient().send(HTTPRequest("GET", server.url))
        var pieces = answer.body.makeAsyncIterator()
        var last = ContinuousClock.now
        // Each is sent only when the one before has been read.
        for (index, gate) in gates.enumerated() {
            gate.open()
            let piece = try #require(try await pieces.next())
            #expect(text(piece.bytes) == "piece \(index)")
            #expect(piece.time > last)
            last = piece.time
        }
        #expect(try await pieces.next() == nil)
    }

    /// More than may wait unread, so curl pauses, and the reader has to be woken before the end.
    @Test(.timeLimit(.minutes(1))) func givesAllToAReaderWhoIsWokenSeldom() async throws {
        let block = String(repeating: "x", count: 1000)
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<5000 { connection.chunk(block) }
            connection.send("0\r\n\r\n")
            connection.waitForClose()
        }
        var request = HTTPRequest("GET", server.url)
        request.wakesReaderSeldom = true
        var size = 0
        var times: [ContinuousClock.Instant] = []
        for try await piece in try await HTTPClient().send(request).body {
            size += piece.bytes.count
            times.append(piece.time)
        }
        #expect(size == 5_000_000)
        #expect(times == times.sorted())
    }

    @Test func keepsConnections() async throws {
        let server = try LoopbackServer { connection in
            while connection.request() != nil { connection.send(Self.ok) }
        }
        let client = try HTTPClient()
        for _ in 0..<5 {
            #expect(text(try await client.send(HTTPRequest("GET", server.url)).collect(limit: 2)) == "ok")
        }
        #expect(server.connectionCount == 1)
    }

    @Test func servesManyAtOnce() async throws {
        let barrier = Barrier(50)
        let server = try LoopbackServer { connection in
            guard let request = connection.request() else { return }
            barrier.wait()
            let path = request.split(separator: " ")[1]
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)")
        }
        let client = try HTTPClient()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<50 {
                group.addTask {
                    let answer = try await client.send(HTTPRequest("GET", "\(server.url)/\(index)"))
                    return try await answer.collect(limit: 10) == Array("/\(index)".utf8)
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test func followsNoRedirect() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")
        }
        #expect(try await HTTPClient().send(HTTPRequest("GET", server.url)).status == 302)
    }

    @Test func headHasNoBody() async throws {
        let server = try LoopbackServer { connection in
            while connection.request() != nil { connection.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n") }
        }
        #expect(try await HTTPClient().send(HTTPRequest("HEAD", server.url)).collect(limit: 0) == [])
    }

    // MARK: What goes wrong

    @Test func tellsARefusedPort() async throws {
        let port = try LoopbackServer.unusedPort()
        let error = await failure { _ = try await HTTPClient().send(HTTPRequest("GET", "http://127.0.0.1:\(port)/")) }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("127.0.0.1:\(port)") == true)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    ])
    func tellsACutBody(answer: String) async throws {
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.send(answer)
        }
        let head = try await HTTPClient().send(HTTPRequest("GET", server.url))
        var pieces = head.body.makeAsyncIterator()
        #expect(text(try await pieces.next()?.bytes ?? []) == "abc")
        #expect(await failure { _ = try await pieces.next() }?.code == .cut)
    }

    struct BrokenHead: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let head: String
        let code: HTTPClientError.Code
    }

    static let brokenHeads = [
        BrokenHead(testDescription: "nothing", head: "", code: .cut),
        BrokenHead(testDescription: "no end", head: "HTTP/1.1 200 OK\r\nA: b\r\n", code: .cut),
        BrokenHead(testDescription: "another protocol", head: "rubbish\r\n\r\n", code: .other),
        BrokenHead(
            testDescription: "too many headers",
            head: "HTTP/1.1 200 OK\r\n"
                + String(repeating: "A: \(String(repeating: "b", count: 1000))\r\n", count: 300), code: .other),
    ]

    @Test(arguments: brokenHeads)
    func tellsABrokenHead(_ broken: BrokenHead) async throws {
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.send(broken.head)
        }
        let error = await failure {
            _ = try await HTTPClient().send(HTTPRequest("GET", server.url)).collect(limit: 100)
        }
        #expect(error?.code == broken.code, "\(String(describing: error))")
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"])
    func tellsATimeout(sent: String) async throws {
        let server = try LoopbackServer { connection in
            connection.send(sent)
            connection.waitForClose()
        }
        var request = HTTPRequest("GET", server.url)
        request.timeout = .milliseconds(200)
        let error = await failure { _ = try await HTTPClient().send(request).collect(limit: 100) }
        #expect(error?.code == .timedOut)
    }

    @Test(arguments: [
        ("ftp://localhost/", HTTPClientError.Code.invalidURL), ("file:///etc/passwd", .invalidURL),
        ("localhost:80", .invalidURL), ("", .invalidURL), ("http://", .invalidURL), ("http://a b/", .invalidURL),
        ("http://localhost/\r\nX: y", .invalidURL), ("http://localhost/\0", .invalidURL),
    ])
    func refusesWrongURLs(url: String, code: HTTPClientError.Code) async throws {
        #expect(await failure { _ = try await HTTPClient().send(HTTPRequest("GET", url)) }?.code == code)
    }

    @Test(arguments: [
        ("GET", "A", "b\r\nC: d"), ("GET", "A:", "b"), ("GET", "", "b"), ("GET / HTTP/1.1\r\n", "A", "b"),
    ])
    func refusesSmuggledHeaders(method: String, name: String, value: String) async throws {
        let server = try LoopbackServer { connection in connection.send(Self.ok) }
        var request = HTTPRequest(method, server.url)
        request.headers = [(name, value)]
        #expect(await failure { _ = try await HTTPClient().send(request) }?.code == .other)
        #expect(server.connectionCount == 0)
    }

    @Test func tellsAServerWithoutTLS() async throws {
        let server = try LoopbackServer { connection in connection.send("plain text, no handshake") }
        let url = "https://127.0.0.1:\(server.port)/"
        #expect(await failure { _ = try await HTTPClient().send(HTTPRequest("GET", url)) }?.code == .tls)
    }

    @Test func collectsNoMoreThanAllowed() async throws {
        let closed = Gate()
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabcd")
            connection.waitForClose()
            closed.open()
        }
        let client = try HTTPClient()
        let answer = try await client.send(HTTPRequest("GET", server.url))
        #expect(await failure { _ = try await answer.collect(limit: 3) }?.code == .other)
        await closed.wait()
    }
}

/// Lets a closure that escapes share a value that cannot be copied.
private final class Box: Sendable {
    let value: Mutex<String>
    init(_ value: consuming sending Mutex<String>) { self.value = value }
}
