/// What a server said before the body.
package struct HTTPResponseHead: Sendable, Hashable {
    package var status: Int
    /// The words after the status, which may be none.
    package var reason: String
    package var headers: [HTTPRequest.Header]

    package init(status: Int, reason: String, headers: [HTTPRequest.Header]) {
        self.status = status
        self.reason = reason
        self.headers = headers
    }

    /// The first header of this name, in whatever case.
    package subscript(name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// A piece of a body, with the moment at which it came in, however late it is read.
package struct HTTPChunk: Sendable, Hashable {
    package var bytes: [UInt8]
    package var arrival: ContinuousClock.Instant
}

/// An answer whose body is still coming. Whoever lets go of it, read or not, ends the transfer.
package struct HTTPResponse: Sendable {
    package let head: HTTPResponseHead
    package let body: HTTPBody

    package var status: Int { head.status }
}

/// The pieces of a body, as they come. For one reader; what it does not fetch stays with the server, apart from a
/// buffer's worth.
package struct HTTPBody: AsyncSequence, Sendable {
    package typealias Element = HTTPChunk
    package typealias Failure = any Error

    let lease: TransferLease
    /// What had come along with the head.
    let first: [HTTPChunk]

    package func makeAsyncIterator() -> Iterator { Iterator(lease: lease, pending: first[...]) }

    package struct Iterator: AsyncIteratorProtocol {
        let lease: TransferLease
        var pending: ArraySlice<HTTPChunk>

        package mutating func next() async throws -> HTTPChunk? {
            while pending.isEmpty {
                guard let arrivals = try await lease.next() else { return nil }
                pending = arrivals.chunks[...]
            }
            return pending.popFirst()
        }
    }

    /// The whole body.
    package func collect() async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in self { bytes += chunk.bytes }
        return bytes
    }
}
