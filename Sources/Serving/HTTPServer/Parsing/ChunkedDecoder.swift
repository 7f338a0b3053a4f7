/// Takes the chunks of a body apart as they come. A pure value: what is needed next is all it knows.
struct ChunkedDecoder: Sendable, Hashable {
    private enum State: Sendable, Hashable {
        /// The line with a chunk's size.
        case size
        case data(left: Int)
        /// The CRLF behind a chunk's data.
        case dataEnd
        case trailer
        case done
    }

    private var state = State.size
    /// Of the line that is being read, without its CRLF.
    private var line: [UInt8] = []
    private var sawReturn = false
    private var trailerBytes = 0

    private static let lineLimit = 256
    private static let trailerLimit = 8 << 10

    var isDone: Bool { state == .done }

    /// Reads `bytes` from `position` on and moves it behind what was read; stops behind the last chunk.
    mutating func consume(
        _ bytes: [UInt8], from position: inout Int, into body: inout [UInt8], limits: ServerLimits
    ) throws(HTTPFailure) {
        while position < bytes.count, state != .done {
            if case .data(let left) = state {
                let count = min(left, bytes.count - position)
                body.append(contentsOf: bytes[position..<position + count])
                position += count
                state = left == count ? .dataEnd : .data(left: left - count)
            } else {
                let byte = bytes[position]
                position += 1
                if try endsLine(byte) { try take(bodySize: body.count, limits) }
            }
        }
    }

    /// Adds to the line; true once it is complete.
    private mutating func endsLine(_ byte: UInt8) throws(HTTPFailure) -> Bool {
        if sawReturn {
            guard byte == 0x0A else { throw Self.malformed("a chunk's line holds CR alone") }
            sawReturn = false
            return true
        }
        if byte == 0x0D {
            sawReturn = true
            return false
        }
        guard byte >= 0x20 && byte != 0x7F || byte == 0x09 else {
            throw Self.malformed("lines between chunks must end with CRLF and hold no control characters")
        }
        guard state != .dataEnd else { throw Self.malformed("a chunk is longer than its size says") }
        let limit = state == .trailer ? Self.trailerLimit : Self.lineLimit
        guard line.count < limit else { throw Self.malformed("a line between chunks is longer than \(limit) bytes") }
        line.append(byte)
        return false
    }

    private mutating func take(bodySize: Int, _ limits: ServerLimits) throws(HTTPFailure) {
        defer { line.removeAll(keepingCapacity: true) }
        switch state {
        case .size:
            let size = try Self.size(line[...], limits)
            guard size <= limits.bodyBytes - bodySize else { throw .bodyTooLarge(limits) }
            state = size == 0 ? .trailer : .data(left: size)
        case .dataEnd: state = .size
        case .trailer: try takeTrailer()
        case .data, .done: break
        }
    }

    /// Hexadecimal digits, and perhaps extensions, which are dropped.
    private static func size(_ line: ArraySlice<UInt8>, _ limits: ServerLimits) throws(HTTPFailure) -> Int {
        let digits = line.prefix { $0 != UInt8(ascii: ";") }
        guard !digits.isEmpty, digits.allSatisfy(\.isHexDigit) else {
            throw malformed("a chunk's size must be hexadecimal digits alone")
        }
        let significant = digits.drop { $0 == UInt8(ascii: "0") }
        guard significant.count <= 15 else { throw .bodyTooLarge(limits) }
        return significant.reduce(0) { $0 << 4 | Int($1.hexValue) }
    }

    private mutating func takeTrailer() throws(HTTPFailure) {
        guard !line.isEmpty else {
            state = .done
            return
        }
        trailerBytes += line.count
        guard trailerBytes <= Self.trailerLimit else {
            throw Self.malformed("the trailer fields are longer than \(Self.trailerLimit) bytes")
        }
        let field = try HeaderLine(parsing: line[...])
        guard !Self.forbidden.contains(field.name.lowercased()) else {
            throw Self.malformed("\(field.name) must not come behind the body")
        }
    }

    private static let forbidden: Set<String> = [
        "content-length", "transfer-encoding", "host", "authorization", "content-type", "content-encoding", "trailer",
    ]

    private static func malformed(_ message: String) -> HTTPFailure {
        HTTPFailure(.badRequest, "the chunked body is malformed: \(message)")
    }
}

extension UInt8 {
    fileprivate var isHexDigit: Bool { self &- 48 < 10 || (self | 0x20) &- 97 < 6 }
    fileprivate var hexValue: UInt8 { self &- 48 < 10 ? self &- 48 : (self | 0x20) &- 87 }
}
