internal import HTTPClient
internal import Support
internal import TestSupport
import Testing

/// How transfers end early, and what a slow reader costs.
@Suite(.timeLimit(.minutes(1)))
struct TransferEndTests {
    private static let endless = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n"

    @Test func cancellingBeforeTheHeadClosesTheConnection() async throws {
        let asked = Gate()
        let closed = Gate()
        let server = try LoopbackServer { connection in
            _ = connection.request()
            asked.open()
            connection.waitForClose()
            closed.open()
        }
        let client = try HTTPClient()
        let task = Task { _ = try await client.send(HTTPRequest("GET", server.url)) }
        await asked.wait()
        task.cancel()
        await closed.wait()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func cancellingInTheBodyClosesTheConnection() async throws {
        let started = Gate()
        let closed = Gate()
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.send(Self.endless + "abc")
            connection.waitForClose()
            closed.open()
        }
        let client = try HTTPClient()
        let task = Task {
            for try await _ in try await client.send(HTTPRequest("GET", server.url)).body { started.open() }
        }
        await started.wait()
        task.cancel()
        await closed.wait()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func aCancelledTaskSendsNothing() async throws {
        let server = try LoopbackServer { _ in }
        let client = try HTTPClient()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await client.send(HTTPRequest("GET", server.url))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(server.connectionCount == 0)
    }

    @Test func droppingTheAnswerClosesTheConnection() async throws {
        let closed = Gate()
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.send(Self.endless + "abc")
            connection.waitForClose()
            closed.open()
        }
        let client = try HTTPClient()
        #expect(try await client.send(HTTPRequest("GET", server.url)).status == 200)
        await closed.wait()
        withExtendedLifetime(client) {}
    }

    @Test func anAnswerOutlivesItsClient() async throws {
        let gate = Gate()
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc")
            gate.block()
            connection.send("def")
        }
        var client: HTTPClient? = try HTTPClient()
        let answer = try #require(try await client?.send(HTTPRequest("GET", server.url)))
        client = nil
        gate.open()
        #expect(try await answer.collect(limit: 6) == Array("abcdef".utf8))
    }

    /// Cancels at many points of a transfer's life; none may hang, and the client must still work.
    @Test func survivesCancellationAtAnyTime() async throws {
        let server = try LoopbackServer { connection in
            while connection.request() != nil {
                connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                for _ in 0..<20 { connection.chunk(String(repeating: "x", count: 5000)) }
                connection.send("0\r\n\r\n")
            }
        }
        let client = try HTTPClient()
        let request = HTTPRequest("GET", server.url)
        try await withThrowingTaskGroup(of: Int?.self) { group in
            for index in 0..<200 {
                group.addTask {
                    let task = Task { try await client.send(request).collect(limit: 1 << 20).count }
                    for _ in 0..<index { await Task.yield() }
                    if index % 4 > 0 { task.cancel() }
                    do { return try await task.value } catch is CancellationError { return nil }
                }
            }
            var whole = 0
            for try await count in group where count != nil {
                whole += 1
                #expect(count == 100_000)
            }
            #expect(whole >= 50)
        }
        #expect(try await client.send(request).collect(limit: 1 << 20).count == 100_000)
    }

    @Test func aSlowReaderMakesTheServerWait() async throws {
        let size = 64 << 20
        let stuck = Gate()
        let (counts, count) = AsyncStream<Int>.makeStream()
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            let block = [UInt8](repeating: 7, count: 64 << 10)
            let taken = connection.push(block, upTo: size)
            count.yield(taken)
            stuck.open()
            var rest = size - taken
            while rest > 0, connection.send(Array(block.prefix(rest))) { rest -= min(rest, block.count) }
        }
        let client = try HTTPClient()
        let answer = try await client.send(HTTPRequest("GET", server.url))
        await stuck.wait()
        var taken = counts.makeAsyncIterator()
        // What the sockets' buffers and the client hold, which is nowhere near the whole.
        #expect(try #require(await taken.next()) < size / 4)
        // Other transfers go on meanwhile, and this one does when somebody reads.
        let other = try LoopbackServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 204 No Content\r\n\r\n")
        }
        #expect(try await client.send(HTTPRequest("GET", other.url)).status == 204)
        var received = 0
        for try await piece in answer.body { received += piece.bytes.count }
        #expect(received == size)
    }
}
