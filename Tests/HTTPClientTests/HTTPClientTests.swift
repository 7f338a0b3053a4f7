import Dispatch
import Synchronization
import TestSupport
import Testing

@testable import HTTPClient

@Suite struct HTTPClientTests {
    @Test func readsAnAnswer() async throws {
        let server = try LoopbackServer.start { _, connection in
            connection.answer("hello", status: "201 Made it", headers: "X-One: 1\r\nx-two:  two words \r\n")
        }
        let response = try await HTTPClient().execute(HTTPRequest(server.url))
        #expect(response.head.status == 201)
        #expect(response.head.reason == "Made it")
        #expect(response.head["x-one"] == "1")
        #expect(response.head["X-Two"] == "two words")
        #expect(try await response.body.collect() == Array("hello".utf8))
    }

    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
    func sendsTheMethod(_ method: String) async throws {
        let server = try LoopbackServer.start { request, connection in
            connection.answer(request.method == "HEAD" ? "" : request.method + " " + request.path)
        }
        let response = try await HTTPClient().execute(HTTPRequest(server.url + "/a?b=c", method: method))
        let text = String(decoding: try await response.body.collect(), as: UTF8.self)
        #expect(text == (method == "HEAD" ? "" : "\(method) /a?b=c"))
    }

    @Test(arguments: [0, 1, 100, 2_000_000])
    func sendsABody(_ count: Int) async throws {
        let server = try LoopbackServer.start { request, connection in
            let sum = request.body.reduce(0) { $0 + Int($1) }
            let kind = request.headers["content-type"] ?? "none"
            connection.answer("\(request.headers["content-length"] ?? "?") \(sum) \(kind)")
        }
        let request = HTTPRequest(server.url, method: "POST", body: Array(repeating: 3, count: count))
        let answer = try await HTTPClient().execute(request).body.collect()
        #expect(String(decoding: answer, as: UTF8.self) == "\(count) \(count * 3) none")
    }

    @Test func sendsHeaders() async throws {
        let server = try LoopbackServer.start { request, connection in
            connection.answer(
                ["content-type", "x-id", "x-empty"].map { request.headers[$0] ?? "-" }.joined(separator: "|"))
        }
        let headers = [("Content-Type", "application/json"), ("X-Id", "a: b;"), ("X-Empty", "")]
        let request = HTTPRequest(server.url, method: "POST", headers: headers.map(HTTPRequest.Header.init), body: [])
        let answer = try await HTTPClient().execute(request).body.collect()
        #expect(String(decoding: answer, as: UTF8.self) == "application/json|a: b;|")
    }

    @Test func usesConnectionsAgain() async throws {
        let server = try LoopbackServer.start { _, connection in connection.answer("x") }
        let client = try HTTPClient()
        for _ in 0..<5 { _ = try await client.execute(HTTPRequest(server.url)).body.collect() }
        #expect(server.connectionCount == 1)
    }

    @Test func runsTransfersSideBySide() async throws {
        let waiting = Mutex(0)
        let all = DispatchSemaphore(value: 0)
        let server = try LoopbackServer.start { _, connection in
            // Nobody is answered before everybody has asked.
            let isLast = waiting.withLock { count in
                count += 1
                return count == 20
            }
            if isLast { for _ in 0..<20 { all.signal() } }
            all.wait()
            connection.answer("x")
        }
        let client = try HTTPClient()
        let answers = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<20 { group.addTask { try await client.execute(HTTPRequest(server.url)).body.collect() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count == 20 && answers.allSatisfy { $0 == Array("x".utf8) })
    }

    @Test func handsPiecesOverAsTheyCome() async throws {
        let next = DispatchSemaphore(value: 0)
        let server = try LoopbackServer.start { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            next.wait()
            connection.send("3\r\none\r\n")
            next.wait()
            connection.send("3\r\ntwo\r\n0\r\n\r\n")
        }
        let response = try await HTTPClient().execute(HTTPRequest(server.url))
        var chunks = response.body.makeAsyncIterator()
        let before = ContinuousClock.now
        next.signal()
        let first = try #require(try await chunks.next())
        next.signal()
        let second = try #require(try await chunks.next())
        #expect([first, second].map(\.bytes) == [Array("one".utf8), Array("two".utf8)])
        #expect(before < first.arrival && first.arrival < second.arrival && second.arrival < .now)
        #expect(try await chunks.next() == nil)
    }

    @Test func skipsInterimAnswers() async throws {
        let server = try LoopbackServer.start { _, connection in
            connection.send("HTTP/1.1 100 Continue\r\nX-A: 1\r\n\r\n")
            connection.answer("x")
        }
        let response = try await HTTPClient().execute(HTTPRequest(server.url))
        #expect(response.status == 200)
        #expect(response.head["x-a"] == nil)
    }

    @Test(arguments: [(0, 302, ""), (1, 200, "there")])
    func followsRedirectsWhereAllowed(_ redirects: Int, _ status: Int, _ body: String) async throws {
        let server = try LoopbackServer.start { request, connection in
            if request.path == "/there" { return connection.answer("there") }
            connection.answer("", status: "302 Found", headers: "Location: /there\r\n")
        }
        var request = HTTPRequest(server.url)
        request.redirects = redirects
        let response = try await HTTPClient().execute(request)
        #expect(response.status == status)
        #expect(String(decoding: try await response.body.collect(), as: UTF8.self) == body)
    }

    /// More than the buffer holds, so that the server has to wait for the reader.
    @Test func waitsForASlowReader() async throws {
        let count = 16 * HTTPClient.bufferSize
        let server = try LoopbackServer.start { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n")
            connection.send((0..<count).map { UInt8(truncatingIfNeeded: $0 >> 10) })
        }
        let response = try await HTTPClient().execute(HTTPRequest(server.url))
        var total = 0
        var isRight = true
        for try await chunk in response.body {
            isRight =
                isRight
                && chunk.bytes.indices.allSatisfy {
                    chunk.bytes[$0] == UInt8(truncatingIfNeeded: (total + $0) >> 10)
                }
            total += chunk.bytes.count
        }
        #expect(total == count && isRight)
    }

    @Test func holdsABufferAndNoMore() {
        var arrivals = Arrivals()
        let piece = [UInt8](repeating: 0, count: HTTPClient.bufferSize / 2 + 1)
        let taken = (0..<3).map { _ in piece.withUnsafeBytes { arrivals.append($0, at: .now) } }
        #expect(taken == [true, false, false])
        #expect(arrivals.isPaused && arrivals.chunks.count == 1)
    }
}
