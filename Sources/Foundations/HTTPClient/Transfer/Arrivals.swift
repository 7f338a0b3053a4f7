internal import Support

/// What a transfer has brought and its reader has not fetched.
struct Arrivals: MailboxContent {
    var head: HTTPResponseHead?
    var chunks: [HTTPChunk] = []
    var byteCount = 0
    /// The transfer stands still until its reader asks for more.
    var isPaused = false
    var failure: HTTPClientError?

    var isEmpty: Bool { head == nil && chunks.isEmpty && failure == nil }

    /// Adds a piece of the body unless the buffer is full.
    mutating func append(_ bytes: UnsafeRawBufferPointer, at arrival: ContinuousClock.Instant) -> Bool {
        guard byteCount == 0 || byteCount + bytes.count <= HTTPClient.bufferSize else {
            isPaused = true
            return false
        }
        byteCount += bytes.count
        chunks.append(HTTPChunk(bytes: Array(bytes), arrival: arrival))
        return true
    }
}
