import Dispatch
import TestSupport
import Testing

@testable import HTTPClient

@Suite struct FailureTests {
    private static func failure(_ request: HTTPRequest) async -> HTTPClientError? {
        do {
            _ = try await HTTPClient().execute(request).body.collect()
            return nil
        } catch {
            return error as? HTTPClientError
        }
    }

    @Test(arguments: [
        "", "x", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://a b/", "http://a\nb/", "http://[::1/",
        "http://127.0.0.1:99999/", "http://127.0.0.1:port/", "127.0.0.1:8000",
        "http://x/" + String(repeating: "a", count: 9000),
    ])
    func refusesWhatIsNoURL(_ url: String) async {
        let failure = await Self.failure(HTTPRequest(url))
        #expect(failure?.code == .invalidRequest)
        #expect(
            failure?.message.hasSuffix("is no URL of a web server; write it like http://127.0.0.1:8000/path") == true)
    }

    @Test(arguments: [
        HTTPRequest("http://127.0.0.1/", method: "GE T"), HTTPRequest("http://127.0.0.1/", method: ""),
        HTTPRequest("http://127.0.0.1/", headers: [.init("a", "b\r\nc: d")]),
        HTTPRequest("http://127.0.0.1/", headers: [.init("a:", "b")]),
        HTTPRequest("http://127.0.0.1/", headers: [.init("", "b")]),
        HTTPRequest("http://127.0.0.1/", headers: [.init("a", "b\u{0}c")]),
    ])
    func refusesSmuggledLines(_ request: HTTPRequest) async {
        #expect(await Self.failure(request)?.code == .invalidRequest)
    }

    @Test func saysThatNobodyListens() async throws {
        let port = try {
            let server = try LoopbackServer.start { _, _ in }
            return server.port
        }()
        // The port was free a moment ago and nothing else in these tests asks for a certain one.
        let failure = await Self.failure(HTTPRequest("http://127.0.0.1:\(port)/"))
        #expect(failure?.code == .cannotConnect)
        #expect(
            failure?.message
                == "nothing answers at 127.0.0.1:\(port) (connection refused); check the address and that the server runs"
        )
    }

    @Test func saysThatThereIsNoSuchHost() async {
        let failure = await Self.failure(HTTPRequest("http://no-such-host.localhost.invalid/"))
        #expect(failure?.code == .cannotResolve)
        #expect(failure?.message.hasPrefix("there is no host 'no-such-host.localhost.invalid'") == true)
    }

    @Test func givesUpInTime() async throws {
        let end = DispatchSemaphore(value: 0)
        let server = try LoopbackServer.start { _, connection in
            connection.waitForEnd()
            end.signal()
        }
        var request = HTTPRequest(server.url)
        request.timeout = .milliseconds(30)
        let failure = await Self.failure(request)
        #expect(failure?.code == .timedOut)
        #expect(failure?.message.hasPrefix("127.0.0.1:\(server.port) took too long") == true)
    }

    struct Broken: CustomTestStringConvertible, Sendable {
        var label: String
        var answer: String
        var code: HTTPClientError.Code
        var testDescription: String { label }
    }

    @Test(arguments: [
        Broken(label: "nothing", answer: "", code: .brokenOff),
        Broken(label: "half a head", answer: "HTTP/1.1 200 OK\r\nContent-Le", code: .brokenOff),
        Broken(label: "half a body", answer: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", code: .brokenOff),
        Broken(
            label: "half a chunk", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",
            code: .brokenOff),
        Broken(
            label: "no number for a chunk", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
            code: .brokenOff),
        Broken(
            label: "a long body", answer: "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 2000),
            code: .tooLarge),
        Broken(
            label: "a long head",
            answer: "HTTP/1.1 200 OK\r\n"
                + String(repeating: "X: \(String(repeating: "y", count: 1000))\r\n", count: 300),
            code: .tooLarge),
    ])
    func toldApart(_ row: Broken) async throws {
        let server = try LoopbackServer.start { _, connection in
            connection.send(row.answer)
            connection.close()
        }
        var request = HTTPRequest(server.url)
        request.bodyLimit = 1000
        let failure = await Self.failure(request)
        #expect(failure?.code == row.code, "\(failure?.message ?? "no failure")")
    }

    @Test func saysThatThereIsNoTLS() async throws {
        let server = try LoopbackServer.start { _, connection in connection.close() }
        let failure = await Self.failure(HTTPRequest("https://127.0.0.1:\(server.port)/"))
        #expect(failure?.code == .tls || failure?.code == .brokenOff)
    }

    @Test func cancellingHangsUp() async throws {
        let (events, send) = AsyncStream.makeStream(of: String.self)
        let server = try LoopbackServer.start { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
            send.yield("answered")
            connection.waitForEnd()
            send.yield("left")
        }
        let client = try HTTPClient()
        let task = Task { try await client.execute(HTTPRequest(server.url)).body.collect() }
        var seen = events.makeAsyncIterator()
        #expect(await seen.next() == "answered")
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(await seen.next() == "left")
    }

    @Test func lettingGoHangsUp() async throws {
        let (events, send) = AsyncStream.makeStream(of: String.self)
        let server = try LoopbackServer.start { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
            connection.waitForEnd()
            send.yield("left")
        }
        let client = try HTTPClient()
        #expect(try await client.execute(HTTPRequest(server.url)).status == 200)
        var seen = events.makeAsyncIterator()
        #expect(await seen.next() == "left")
    }

    @Test(arguments: [
        ("http://127.0.0.1/", true), ("http://127.1/", true), ("http://127.255.0.9:80/", true),
        ("http://2130706433/", true),
        ("http://localhost:8000/", true), ("http://LOCALHOST/", true), ("http://a.localhost/", true),
        ("http://[::1]/", true),
        ("http://127.0.0.1.example.com/", false), ("http://example.com/", false), ("http://10.0.0.1/", false),
        ("http://localhost.example.com/", false), ("http://127.0.0.1@example.com/", false),
    ])
    func knowsThisMachine(_ url: String, _ expected: Bool) throws {
        #expect(try RequestURL(url).isLoopback == expected)
    }
}
