internal import HTTPClient
internal import TestSupport
import Testing

/// Large bodies come in large pieces, whole and in order, however the reader and the server hurry.
@Suite(.timeLimit(.minutes(1)))
struct GatheringTests {
    @Test(arguments: [1 << 10, 64 << 10, 256 << 10, 512 << 10])
    func keepsEveryByte(pieceBytes: Int) async throws {
        let body = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n")
            connection.send(body)
        }
        var request = HTTPRequest("GET", server.url)
        request.pieceBytes = pieceBytes
        var received: [UInt8] = []
        for try await piece in try await HTTPClient().send(request).body {
            #expect(piece.bytes.count <= max(pieceBytes, 16 << 10))
            received += piece.bytes
            await Task.yield()
        }
        #expect(received == body)
    }

    /// The body is paused and resumed many times, and none of the wake-ups is lost.
    @Test func aReaderWhoIsSlowGetsAll() async throws {
        let size = 96 << 20
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            let block = [UInt8](repeating: 7, count: 256 << 10)
            for _ in 0..<(size / block.count) { connection.send(block) }
        }
        var request = HTTPRequest("GET", server.url)
        request.pieceBytes = 64 << 10
        var received = 0
        for try await piece in try await HTTPClient().send(request).body {
            received += piece.bytes.count
            // About as long as writing them takes.
            for _ in 0..<20 { await Task.yield() }
        }
        #expect(received == size)
    }

    /// A piece that is not full does not wait for more.
    @Test func aSlowLineIsReadAsItComes() async throws {
        let seen = Gate()
        let server = try LoopbackServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na")
            seen.block()
            connection.send("b")
        }
        var request = HTTPRequest("GET", server.url)
        request.pieceBytes = 256 << 10
        var received: [UInt8] = []
        for try await piece in try await HTTPClient().send(request).body {
            received += piece.bytes
            seen.open()
        }
        #expect(received == Array("ab".utf8))
    }
}
