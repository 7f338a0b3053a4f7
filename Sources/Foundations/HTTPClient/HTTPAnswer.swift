/// The head of a server's answer; the body follows as it comes.
package struct HTTPAnswer: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: HTTPBody

    /// The whole body; throws, and ends the transfer, when it is longer than `limit` bytes.
    package func collect(limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await piece in body {
            guard piece.bytes.count <= limit - bytes.count else {
                body.transfer.cancel()
                throw HTTPClientError(
                    .other, "\(body.transfer.host) sends more than \(limit) bytes; ask it for less, or allow more")
            }
            bytes += piece.bytes
        }
        return bytes
    }
}

/// Bytes of a body, and when they came.
package struct HTTPPiece: Sendable {
    package internal(set) var bytes: [UInt8]
    package let time: ContinuousClock.Instant
}

/// A body in the pieces it arrives in, to be read once. Who drops it unread, or cancels the task that reads it, ends the
/// transfer; who reads slowly makes the server wait.
package struct HTTPBody: AsyncSequence, Sendable {
    package typealias Element = HTTPPiece

    let transfer: HTTPTransfer

    package struct AsyncIterator: AsyncIteratorProtocol {
        let transfer: HTTPTransfer

        package mutating func next() async throws -> HTTPPiece? { try await transfer.nextPiece() }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(transfer: transfer) }
}
