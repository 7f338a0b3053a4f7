@testable import HTTPServer
import Testing

/// Bytes that two parsers could take for different requests. None of them may be answered as one, and nothing behind
/// them may be read.
@Suite struct SmugglingTests {
    struct Form: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]

        init(_ label: String, _ text: String) {
            testDescription = label
            bytes = Array(text.utf8)
        }

        init(_ label: String, bytes: [UInt8]) {
            testDescription = label
            self.bytes = bytes
        }
    }

    static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: test\r\n\r\n"

    /// Sent in one piece and byte by byte. After a first request that must be answered, so that refusals on a connection
    /// that has been used are seen too.
    @Test(arguments: forms)
    func isRefused(_ form: Form) async throws {
        for splits in [false, true] {
            try await TestServer.run({ _ in Response(text: "handled") }) { live in
                let client = try live.client()
                try await client.send("GET /first HTTP/1.1\r\nHost: test\r\n\r\n")
                #expect(try await client.answer().status == 200)
                let bytes = form.bytes + Array(Self.smuggled.utf8)
                if splits {
                    for byte in bytes { client.sendIfPossible([byte]) }
                } else {
                    client.sendIfPossible(bytes)
                }
                let answer = try await client.answer()
                #expect((400..<600).contains(answer.status))
                #expect(answer.headers["Connection"] == "close")
                #expect(answer.headers["X-Request-Id"]?.isEmpty == false)
                #expect(answer.text.hasSuffix("\n"))
                #expect(try await client.receiveToEnd() == "", "nothing comes behind the refusal")
                #expect(live.recorder.paths == ["/first"])
                #expect(live.server.activeExchanges == 0)
                #expect(try await eventually { Set(live.recorder.summaries.map(\.outcome)) == [.completed, .refused] })
                #expect(live.recorder.refusedPaths.count == 1)
            }
        }
    }

    private static func head(_ lines: String..., body: String = "") -> String {
        lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    private static func post(_ label: String, _ fields: String..., body: String = "") -> Form {
        let lines = ["POST /form HTTP/1.1", "Host: test"] + fields
        return Form(label, lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    private static func chunks(_ label: String, _ body: String) -> Form {
        post(label, "Transfer-Encoding: chunked", body: body)
    }

    private static func get(_ label: String, _ line: String, _ fields: String...) -> Form {
        Form(label, ([line] + fields).joined(separator: "\r\n") + "\r\n\r\n")
    }

    static let forms = lengths + encodings + bodies + lines + hosts + fields

    private static let lengths = [
        post("CL and TE", "Content-Length: 5", "Transfer-Encoding: chunked", body: "0\r\n\r\n"),
        post("TE and CL", "Transfer-Encoding: chunked", "Content-Length: 0", body: "0\r\n\r\n"),
        post("two equal CL", "Content-Length: 5", "Content-Length: 5", body: "hello"),
        post("two different CL", "Content-Length: 5", "content-length: 0", body: "hello"),
        post("CL list, equal", "Content-Length: 5, 5", body: "hello"),
        post("CL list, different", "Content-Length: 0, 5", body: "hello"),
        post("CL +5", "Content-Length: +5", body: "hello"),
        post("CL -1", "Content-Length: -1"),
        post("CL -0", "Content-Length: -0"),
        post("CL 0x5", "Content-Length: 0x5", body: "hello"),
        post("CL empty", "Content-Length:"),
        post("CL blank", "Content-Length: \t "),
        post("CL 5 5", "Content-Length: 5 5", body: "hello"),
        post("CL 5.0", "Content-Length: 5.0", body: "hello"),
        post("CL 5;", "Content-Length: 5;", body: "hello"),
        post("CL quoted", "Content-Length: \"5\"", body: "hello"),
        post("CL in other digits", "Content-Length: \u{0665}", body: "hello"),
        post("CL one above 64 bits", "Content-Length: 18446744073709551616"),
        post("CL overflow to 5", "Content-Length: 18446744073709551621", body: "hello"),
        post("CL too long", "Content-Length: 99999999999999999999999999999999", body: "hello"),
        post("CL with an underscore", "Content_Length: 5", body: "hello"),
        post("CL with an underscore and CL", "Content_Length: 5", "Content-Length: 0"),
        post("CL with a space before the colon", "Content-Length : 5", body: "hello"),
        post("CL with a vertical tab", "Content-Length: \u{0B}5", body: "hello"),
    ]

    private static let encodings =
        [
            "xchunked", "chunked, identity", "identity, chunked", "identity", "chunked, chunked", ", chunked",
            "chunked,",
            "chunked;q=1", "gzip, chunked", "gzip", "\"chunked\"", "\u{0B}chunked", "chunked\u{0C}", "\0chunked",
            "chunked\0", "chunke\u{212A}d", "chun\u{212A}ed", "", "\u{A0}chunked",
        ].enumerated().map { index, value in
            post("TE \(index): \(value.debugDescription)", "Transfer-Encoding: \(value)", body: "0\r\n\r\n")
        } + [
            post("TE with a space before the colon", "Transfer-Encoding : chunked", body: "0\r\n\r\n"),
            post("TE with a tab before the colon", "Transfer-Encoding\t: chunked", body: "0\r\n\r\n"),
            post("TE with a space before its name", " Transfer-Encoding: chunked", body: "0\r\n\r\n"),
            post("TE with a control byte before its name", "\u{01}Transfer-Encoding: chunked", body: "0\r\n\r\n"),
            post("TE with an underscore", "Transfer_Encoding: chunked", body: "0\r\n\r\n"),
            post("TE twice", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body: "0\r\n\r\n"),
            post("TE twice, different", "Transfer-Encoding: chunked", "Transfer-encoding: x", body: "0\r\n\r\n"),
            post("TE folded", "Transfer-Encoding:", " chunked", body: "0\r\n\r\n"),
            post("TE folded behind another field", "X: y", " Transfer-Encoding: chunked", body: "0\r\n\r\n"),
            post("TE behind a bare LF", "X: y\nTransfer-Encoding: chunked", body: "0\r\n\r\n"),
            post("TE behind a bare CR", "X: y\rTransfer-Encoding: chunked", body: "0\r\n\r\n"),
            post("TE before a bare LF", "Transfer-Encoding: chunked\nX: y", body: "0\r\n\r\n"),
            Form(
                "TE in HTTP/1.0",
                "POST /form HTTP/1.0\r\nHost: test\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            ),
            Form("bare LF lines", "POST /form HTTP/1.1\nHost: test\nContent-Length: 0\n\n"),
            Form("bare LF before the empty line", "POST /form HTTP/1.1\r\nHost: test\n\r\n"),
            Form("bare LF as the empty line", "POST /form HTTP/1.1\r\nHost: test\r\n\n"),
            Form("bare CR lines", "POST /form HTTP/1.1\rHost: test\rContent-Length: 0\r\r"),
            Form("CR CR LF", "POST /form HTTP/1.1\r\r\nHost: test\r\n\r\n"),
        ]

    private static let bodies = [
        chunks("chunk size 0x5", "0x5\r\nhello\r\n0\r\n\r\n"),
        chunks("chunk size +5", "+5\r\nhello\r\n0\r\n\r\n"),
        chunks("chunk size -5", "-5\r\nhello\r\n0\r\n\r\n"),
        chunks("chunk size behind a space", " 5\r\nhello\r\n0\r\n\r\n"),
        chunks("chunk size before a space", "5 \r\nhello\r\n0\r\n\r\n"),
        chunks("chunk size before a space and an extension", "5 ;a=b\r\nhello\r\n0\r\n\r\n"),
        chunks("chunk size before a tab", "5\t\r\nhello\r\n0\r\n\r\n"),
        chunks("chunk size empty", "\r\nhello\r\n0\r\n\r\n"),
        chunks("chunk size missing before an extension", ";a=b\r\nhello\r\n0\r\n\r\n"),
        chunks("chunk size g", "g\r\nhello\r\n0\r\n\r\n"),
        chunks("chunk size with an underscore", "0_5\r\nhello\r\n0\r\n\r\n"),
        chunks("chunk size overflow to 5", "10000000000000005\r\nhello\r\n0\r\n\r\n"),
        chunks("chunk size of all ones", "ffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
        chunks("chunk size just below 64 bits", "7fffffffffffffff\r\nhello\r\n0\r\n\r\n"),
        chunks("second chunk too large", "1\r\na\r\n7ffffffffffffff\r\nhello\r\n0\r\n\r\n"),
        chunks("chunk size without end", String(repeating: "0", count: 300) + "5\r\nhello\r\n0\r\n\r\n"),
        chunks("chunk line ends with LF", "5\nhello\r\n0\r\n\r\n"),
        chunks("chunk line ends with CR", "5\rhello\r\n0\r\n\r\n"),
        chunks("chunk data ends with LF", "5\r\nhello\n0\r\n\r\n"),
        chunks("chunk data ends with CR", "5\r\nhello\r0\r\n\r\n"),
        chunks("chunk data without CRLF", "5\r\nhello0\r\n\r\n"),
        chunks("chunk data longer than its size", "5\r\nhello!\r\n0\r\n\r\n"),
        chunks("chunk data much longer than its size", "1\r\nhello hello\r\n0\r\n\r\n"),
        chunks("last chunk ends with LF", "0\n\r\n"),
        chunks("last line is LF", "0\r\n\n"),
        chunks("LF in an extension", "5;a\nb\r\nhello\r\n0\r\n\r\n"),
        chunks("NUL in an extension", "5;a=\0\r\nhello\r\n0\r\n\r\n"),
        chunks("CR in an extension", "5;a=\rb\r\nhello\r\n0\r\n\r\n"),
        chunks("extension too long", "5;" + String(repeating: "a", count: 300) + "\r\nhello\r\n0\r\n\r\n"),
        chunks("trailer Content-Length", "0\r\nContent-Length: 5\r\n\r\n"),
        chunks("trailer Transfer-Encoding", "0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        chunks("trailer Host", "0\r\nHost: other\r\n\r\n"),
        chunks("trailer Authorization", "0\r\nauthorization: Bearer x\r\n\r\n"),
        chunks("trailer without colon", "0\r\nhello\r\n\r\n"),
        chunks("trailer with a space before its colon", "0\r\nX : y\r\n\r\n"),
        chunks("trailer folded", "0\r\nX: y\r\n z\r\n\r\n"),
        chunks("trailer ends with LF", "0\r\nX: y\n\r\n"),
        chunks("trailer too long", "0\r\nX: " + String(repeating: "a", count: 9000) + "\r\n\r\n"),
        chunks(
            "trailers too long together",
            "0\r\n" + String(repeating: "X: " + String(repeating: "a", count: 100) + "\r\n", count: 100) + "\r\n"),
    ]

    private static let lines =
        [
            "GET  /form HTTP/1.1", "GET /form  HTTP/1.1", " GET /form HTTP/1.1", "GET /form HTTP/1.1 ",
            "GET\t/form HTTP/1.1", "GET /form\tHTTP/1.1", "GET /form", "GET", "GET /form ", "/form HTTP/1.1",
            "GET /form http/1.1", "GET /form HTTP/1.10", "GET /form HTTP/1.", "GET /form HTTP/01.1",
            "GET /form HTTP/2.0",
            "GET /form HTTP/1.2", "GET /form HTTP/0.9", "GET /form HTTP/9.9", "GET /form HTTP/1.1\u{0B}",
            "GET /form HTTP\\1.1", "GET /form XTTP/1.1", "GET /a form HTTP/1.1", "GET form HTTP/1.1",
            "GET ?form HTTP/1.1",
            "GET /form#fragment HTTP/1.1", "GET /for\\m HTTP/1.1", "GET /f\u{F6}rm HTTP/1.1", "GET /form\0 HTTP/1.1",
            "GET /form\u{7F} HTTP/1.1", "GET /<form> HTTP/1.1", "GET * HTTP/1.1", "CONNECT test:80 HTTP/1.1",
            "G(T /form HTTP/1.1", "G\u{00}T /form HTTP/1.1", "\u{FEFF}GET /form HTTP/1.1",
            "GET http://other/form HTTP/1.1", "GET http://test:80/form HTTP/1.1", "GET http:///form HTTP/1.1",
            "GET http://test HTTP/1.1", "GET http://user@test/form HTTP/1.1", "GET ftp://test/form HTTP/1.1",
            "GET http:/form HTTP/1.1", "GET http://test?a/form HTTP/1.1",
            "AVERYLONGMETHODTHATNOBODYHASEVERHEARDOF /form HTTP/1.1",
        ].map { get("line \($0.debugDescription)", $0, "Host: test") } + [
            Form("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
            Form("HTTP/0.9", "GET /form\r\n"),
            get("a query before the path in a target without Host", "GET http://test?a/form HTTP/1.0"),
            get("a user in a target without Host", "GET http://user@test/form HTTP/1.0"),
            Form("a TLS hello", bytes: [0x16, 0x03, 0x01, 0x00, 0xA5, 0x01, 0x00, 0x00, 0x0A, 0x0A]),
        ]

    private static let hosts = [
        get("no Host", "GET /form HTTP/1.1", "X: y"),
        get("no header field", "GET /form HTTP/1.1"),
        get("Host twice", "GET /form HTTP/1.1", "Host: test", "Host: test"),
        get("Host twice, different", "GET /form HTTP/1.1", "Host: test", "host: other"),
        get("Host empty", "GET /form HTTP/1.1", "Host:"),
        get("Host list", "GET /form HTTP/1.1", "Host: test, other"),
        get("Host with a path", "GET /form HTTP/1.1", "Host: test/other"),
        get("Host with a user", "GET /form HTTP/1.1", "Host: user@test"),
        get("Host with a space", "GET /form HTTP/1.1", "Host: test other"),
        get("Host with a NUL", "GET /form HTTP/1.1", "Host: te\0st"),
        get("Host in other letters", "GET /form HTTP/1.1", "Host: t\u{E9}st"),
        get("Host twice in HTTP/1.0", "GET /form HTTP/1.0", "Host: test", "Host: other"),
    ]

    private static let fields =
        [
            "no colon", ": no name", "", "a b: c", "a: b\u{00}", "a: \u{1B}[0m", "a: b\u{7F}", "\u{E9}: a",
            "a\u{0B}: b",
            "(a): b", "Connection: content-length", "Connection: close, Transfer-Encoding", "Connection: Host",
            "Expect: something", "Content-Encoding: gzip", "a: b\rc: d",
        ].filter { !$0.isEmpty }.map { get("field \($0.debugDescription)", "GET /form HTTP/1.1", "Host: test", $0) } + [
            get("folded field", "GET /form HTTP/1.1", "Host: test", "a: b", "\tc"),
            get("folded first field", "GET /form HTTP/1.1", " a: b", "Host: test"),
            Form("two empty lines and a bare CR", "\r\n\r\n\rGET /form HTTP/1.1\r\nHost: test\r\n\r\n"),
            Form("bare LF first", "\nGET /form HTTP/1.1\r\nHost: test\r\n\r\n"),
            Form("bare CR first", "\rGET /form HTTP/1.1\r\nHost: test\r\n\r\n"),
        ]
}
