import TestSupport
import Testing

@testable import HTTPServer

@Suite("Heads and bodies are read in one way only")
struct ParsingTests {
    private static func head(_ text: String, _ change: (inout ServerLimits) -> Void = { _ in }) throws -> RequestHead {
        var limits = ServerLimits()
        change(&limits)
        return try RequestHead(parsing: Array(text.utf8)[...], limits)
    }

    @Test("A request's parts")
    func parts() throws {
        let head = try Self.head(
            "POST /v1/x%20y?a=b HTTP/1.1\r\nHost: a:80\r\nX-A:  one \t\r\nx-a: two\r\nContent-Length: 5\r\nExpect: 100-continue"
        )
        #expect(head.method == .post)
        #expect(head.path == "/v1/x%20y")
        #expect(head.query == "a=b")
        #expect(head.headers.values(of: "X-a") == ["one", "two"])
        #expect(head.framing == .length(5))
        #expect(head.expectsContinue)
        #expect(head.keepsAlive)
    }

    @Test(
        "Whether the connection stays",
        arguments: [
            ("GET / HTTP/1.1\r\nHost: a\r\nConnection: close", false), ("GET / HTTP/1.1\r\nHost: a", true),
            ("GET / HTTP/1.0", false), ("GET / HTTP/1.0\r\nConnection: Keep-Alive", true),
            ("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close", false),
        ])
    func staying(text: String, stays: Bool) throws { #expect(try Self.head(text).keepsAlive == stays) }

    @Test("A target that names its host must name the same one as the header")
    func absoluteTarget() throws {
        #expect(try Self.head("GET http://A/x?y HTTP/1.1\r\nHost: a").path == "/x")
        #expect(throws: HTTPFailure.self) { try Self.head("GET http://b/x HTTP/1.1\r\nHost: a") }
    }

    @Test(
        "Statuses of what cannot be taken",
        arguments: [
            ("GET / HTTP/2.0\r\nHost: a", 505), ("GET / HTTP/1.1", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nExpect: x", 417),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip", 501),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: br", 415),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999", 413),
            ("GET / HTTP/1.1\r\nHost: a\r\nA: b\r\nC: d\r\nE: f", 431), ("GET / HTTP/1.1\r\nHost: a\r\nA: b\n", 400),
        ])
    func statuses(text: String, status: Int) {
        let failure = #expect(throws: HTTPFailure.self) { try Self.head(text) { $0.headerCount = 3 } }
        #expect(failure?.status.rawValue == status)
        #expect(failure?.message.isEmpty == false)
    }

    @Test("Chunks give the same body wherever they are cut")
    func chunks() throws {
        let bytes = Array("5;a=b\r\nhello\r\n01\r\n \r\nA\r\n0123456789\r\n0\r\nX-T: a\r\n\r\nrest".utf8)
        for cut in 0...bytes.count {
            var decoder = ChunkedDecoder()
            var body: [UInt8] = []
            var position = 0
            try decoder.consume(Array(bytes[..<cut]), from: &position, into: &body, limits: ServerLimits())
            try decoder.consume(bytes, from: &position, into: &body, limits: ServerLimits())
            #expect(decoder.isDone)
            #expect(String(decoding: body, as: UTF8.self) == "hello 0123456789")
            #expect(position == bytes.count - 4)
        }
    }

    @Test("A chunked body keeps within the limit")
    func chunkLimit() {
        var limits = ServerLimits()
        limits.bodyBytes = 4
        var decoder = ChunkedDecoder()
        var body: [UInt8] = []
        var position = 0
        let failure = #expect(throws: HTTPFailure.self) {
            try decoder.consume(Array("3\r\nabc\r\n2\r\nde".utf8), from: &position, into: &body, limits: limits)
        }
        #expect(failure?.status == .contentTooLarge)
    }

    @Test("No bytes, however wrong, do more than fail")
    func rubbish() {
        var generator = SeededGenerator(seed: 3)
        let alphabet = Array("GET /HTP1.:\r\n abc\0chunked%0;".utf8)
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...80, using: &generator)).map { _ in alphabet.randomElement() ?? 0 }
            _ = try? RequestHead(parsing: bytes[...], ServerLimits())
            var decoder = ChunkedDecoder()
            var body: [UInt8] = []
            var position = 0
            try? decoder.consume(bytes, from: &position, into: &body, limits: ServerLimits())
            #expect(body.count <= bytes.count)
        }
    }
}
