internal import Support
internal import Synchronization

/// The right to answer one request. It can't be copied and writing uses it up, so nothing is answered twice.
struct ResponseWriter: ~Copyable {
    private let connection: Connection
    private let method: Method
    private let isOld: Bool
    private let keepsAlive: Bool

    init(_ connection: Connection, method: Method, isOld: Bool, keepsAlive: Bool) {
        self.connection = connection
        self.method = method
        self.isOld = isOld
        self.keepsAlive = keepsAlive
    }

    consuming func write(_ response: Response) async {
        connection.setStatus(response.status)
        let hasNoBody = response.status.rawValue == 204 || response.status.rawValue == 304
        switch response.body {
        case .bytes(let content): await write(response, content, hasNoBody: hasNoBody)
        case .stream(let body): await write(response, body, hasNoBody: hasNoBody || method == .head)
        }
    }

    private consuming func write(_ response: Response, _ content: [UInt8], hasNoBody: Bool) async {
        var bytes = ResponseHead.bytes(
            response, hasNoBody ? .none : .known(content.count), keepsAlive: keepsAlive, isOld: isOld)
        if !hasNoBody, method != .head { bytes += content }
        let sent: Void? = try? await connection.send(bytes)
        connection.handled(sent == nil ? .clientGone : .completed, keepsAlive: keepsAlive)
    }

    private consuming func write(
        _ response: Response, _ body: @Sendable (any BodySink) async throws -> Void, hasNoBody: Bool
    ) async {
        // An HTTP/1.0 client knows no chunks: the end of the connection is the end of the body.
        let mayStay = keepsAlive && (!isOld || hasNoBody)
        let length: ResponseHead.Length = hasNoBody ? .none : isOld ? .untilClose : .chunked
        let head = ResponseHead.bytes(response, length, keepsAlive: mayStay, isOld: isOld)
        let sink = StreamSink(connection, head: head, isChunked: !isOld)
        do {
            if hasNoBody { try await sink.sendHead() } else { try await body(sink) }
            try await sink.finish(endsChunks: !hasNoBody && !isOld)
            connection.handled(.completed, keepsAlive: mayStay)
        } catch {
            if !(error is ClientGone), !(error is CancellationError) { Log.error("a stream broke off: \(error)") }
            // Closing without the last chunk tells the client that something is missing.
            connection.handled(.failed, keepsAlive: false)
        }
    }
}

/// Frames what a handler streams. The head waits for the first piece, so that both leave together.
final class StreamSink: BodySink {
    private let connection: Connection
    private let isChunked: Bool
    private let head: Mutex<[UInt8]>

    init(_ connection: Connection, head: [UInt8], isChunked: Bool) {
        self.connection = connection
        self.isChunked = isChunked
        self.head = Mutex(head)
    }

    func write(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        var framed = takeHead()
        framed.reserveCapacity(framed.count + bytes.count + 12)
        if isChunked { framed.append(contentsOf: "\(String(bytes.count, radix: 16))\r\n".utf8) }
        framed.append(contentsOf: bytes)
        if isChunked { framed.append(contentsOf: "\r\n".utf8) }
        try await connection.send(framed)
    }

    func sendHead() async throws { try await connection.send(takeHead()) }

    func finish(endsChunks: Bool) async throws {
        let rest = takeHead() + (endsChunks ? Array("0\r\n\r\n".utf8) : [])
        if !rest.isEmpty { try await connection.send(rest) }
    }

    private func takeHead() -> [UInt8] {
        head.withLock { head in
            defer { head = [] }
            return head
        }
    }
}
