/// The first line and the header fields of a request, as RFC 9112 has them.
struct RequestHead: Sendable, Hashable {
    /// How the end of the body is found.
    enum Framing: Sendable, Hashable {
        case none
        case length(Int)
        case chunked
    }

    var method = Method.get
    var path = "/"
    var query: String?
    /// Named by the target itself.
    var targetHost: String?
    /// HTTP/1.0 or 1.1.
    var minorVersion = 1
    var headers = Headers()
    var framing = Framing.none
    var expectsContinue = false
    var keepsAlive = true
}

extension RequestHead {
    /// - Parameters:
    ///   - bytes: from the first byte of the request line to the last one before the empty line, CRLF between lines.
    ///   - limits: of which the header count and the body's size are looked at.
    init(parsing bytes: ArraySlice<UInt8>, _ limits: ServerLimits) throws(HTTPFailure) {
        var lines = HeadLines(bytes)
        guard let first = try lines.next() else { throw HTTPFailure(.badRequest, "the request line is empty") }
        try parseRequestLine(first)
        while let line = try lines.next() {
            guard headers.fields.count < limits.headerCount else {
                throw HTTPFailure(
                    .headerFieldsTooLarge, "the request has more than \(limits.headerCount) header fields")
            }
            let field = try HeaderLine(parsing: line)
            headers.add(field.name, field.value)
        }
        try checkHost()
        try readFraming(limits)
        try readConnection()
        try readExpectation()
    }

    private mutating func readFraming(_ limits: ServerLimits) throws(HTTPFailure) {
        let lengths = headers.values(of: "Content-Length")
        let encodings = headers.values(of: "Transfer-Encoding")
        guard lengths.isEmpty || encodings.isEmpty else {
            throw HTTPFailure(.badRequest, "Content-Length and Transfer-Encoding exclude each other; send one of them")
        }
        if let encoding = encodings.first {
            guard encodings.count == 1, minorVersion == 1 else {
                throw HTTPFailure(.badRequest, "Transfer-Encoding must come once, and in HTTP/1.1")
            }
            guard Headers.equal(encoding, "chunked") else {
                throw HTTPFailure(.notImplemented, "the only Transfer-Encoding known here is `chunked`")
            }
            framing = .chunked
        }
        if let length = lengths.first {
            guard lengths.count == 1, let count = Self.length(length) else {
                throw HTTPFailure(.badRequest, "Content-Length must be one number in decimal digits")
            }
            guard count <= limits.bodyBytes else { throw .bodyTooLarge(limits) }
            framing = count == 0 ? .none : .length(count)
        }
        try checkContentEncoding()
    }

    private static func length(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 &- 48 < 10 }) else { return nil }
        // More digits than fit are a large number, not a malformed one.
        return Int(text) ?? .max
    }

    private func checkContentEncoding() throws(HTTPFailure) {
        let encodings = headers.values(of: "Content-Encoding")
        guard encodings.allSatisfy({ Headers.equal($0, "identity") }) else {
            throw HTTPFailure(
                .unsupportedMediaType, "the body must not be compressed; send it without Content-Encoding")
        }
    }

    /// A field that hides how the request is framed from the next hop would let two hops disagree.
    private static let endToEnd = ["content-length", "transfer-encoding", "host"]

    private mutating func readConnection() throws(HTTPFailure) {
        let tokens = headers.values(of: "Connection").flatMap { value in
            value.utf8.split(separator: UInt8(ascii: ",")).map {
                String(decoding: Array($0)[...].trimmingBlanks, as: UTF8.self)
            }
        }
        func names(_ token: String) -> Bool { tokens.contains { Headers.equal($0, token) } }
        guard !Self.endToEnd.contains(where: names) else {
            throw HTTPFailure(.badRequest, "Connection must not name Content-Length, Transfer-Encoding or Host")
        }
        keepsAlive = minorVersion == 1 ? !names("close") : names("keep-alive") && !names("close")
    }

    private mutating func readExpectation() throws(HTTPFailure) {
        let values = headers.values(of: "Expect")
        guard !values.isEmpty, minorVersion == 1 else { return }
        guard values.count == 1, Headers.equal(values[0], "100-continue") else {
            throw HTTPFailure(417, "the only expectation known here is `Expect: 100-continue`")
        }
        expectsContinue = framing != .none
    }
}

extension HTTPFailure {
    static func bodyTooLarge(_ limits: ServerLimits) -> HTTPFailure {
        HTTPFailure(
            .contentTooLarge,
            "the body is larger than \(limits.bodyBytes) bytes, which is the most this server takes; send less, or start the "
                + "server with a larger --max-body-size")
    }
}
