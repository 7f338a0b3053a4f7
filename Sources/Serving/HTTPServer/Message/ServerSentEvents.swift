/// The framing of `text/event-stream`.
package enum ServerSentEvents {
    package static let headers: Headers = [
        "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-cache", "X-Accel-Buffering": "no",
    ]

    /// One event of one line, as every OpenAI client reads it. `data` must hold no line break; JSON never does.
    package static func event(_ data: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.utf8.count + 8)
        bytes.append(contentsOf: "data: ".utf8)
        bytes.append(contentsOf: data.utf8)
        bytes.append(contentsOf: "\n\n".utf8)
        return bytes
    }

    /// Tells the client that the answer was complete.
    package static let done = event("[DONE]")
}
