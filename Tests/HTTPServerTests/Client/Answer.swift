@testable import HTTPServer

/// A response as a client sees it.
struct Answer: Sendable {
    var status: Int
    var headers: Headers
    var body: [UInt8]
    /// The last chunk came, or all bytes of the announced length.
    var isWhole = true

    var text: String { String(decoding: body, as: UTF8.self) }

    /// Takes the first answer from `bytes`; nil if it has not come whole.
    static func take(from bytes: inout [UInt8], to method: String, isEnded: Bool) throws -> Answer? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(
            separator: "\r\n", omittingEmptySubsequences: false)
        let first = lines[0].split(separator: " ")
        guard first.count >= 2, first[0] == "HTTP/1.1", let status = Int(first[1]) else {
            throw RawClient.Failure(description: "no answer: \(lines[0])")
        }
        var headers = Headers()
        for line in lines.dropFirst() {
            let parts = line.split(separator: ": ", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw RawClient.Failure(description: "no header field: \(line)") }
            headers.add(String(parts[0]), String(parts[1]))
        }
        var answer = Answer(status: status, headers: headers, body: [])
        let rest = bytes[end.upperBound...]
        guard let used = try answer.takeBody(rest, method, isEnded) else { return nil }
        bytes.removeFirst(end.upperBound - bytes.startIndex + used)
        return answer
    }

    /// How many bytes the body has on the wire.
    private mutating func takeBody(_ rest: ArraySlice<UInt8>, _ method: String, _ isEnded: Bool) throws -> Int? {
        if method == "HEAD" || status == 204 || status == 304 || status < 200 { return 0 }
        if let length = headers["Content-Length"].flatMap({ Int($0) }) {
            guard rest.count >= length else { return nil }
            body = Array(rest.prefix(length))
            return length
        }
        guard headers["Transfer-Encoding"] == "chunked" else {
            guard isEnded else { return nil }
            body = Array(rest)
            return rest.count
        }
        var decoder = ChunkedDecoder()
        var position = 0
        var limits = ServerLimits()
        limits.bodyBytes = .max
        try decoder.consume(Array(rest), from: &position, into: &body, limits: limits)
        isWhole = decoder.isDone
        guard isWhole || isEnded else {
            body = []
            return nil
        }
        return position
    }
}
