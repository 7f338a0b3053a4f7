/// One event of a text/event-stream.
package struct ServerSentEvent: Sendable, Hashable {
    /// nil if the server gives it no name.
    package var name: String?
    /// Several lines of data are joined by line feeds.
    package var data: [UInt8]

    package init(name: String? = nil, data: [UInt8]) {
        self.name = name
        self.data = data
    }

    package var text: String { String(decoding: data, as: UTF8.self) }
}

/// Cuts the bytes of a text/event-stream into events, wherever the pieces begin and end. Lines end with LF, CR LF or CR;
/// an empty line ends an event; lines that begin with a colon say nothing.
package struct ServerSentEventDecoder: Sendable {
    package struct TooLong: Error, Hashable, CustomStringConvertible {
        package var description: String { "the server sent an event that is longer than \(limit) bytes" }
        let limit: Int
    }

    private let limit: Int
    private var line: [UInt8] = []
    private var event = ServerSentEvent(data: [])
    private var hasData = false
    private var lastWasReturn = false

    /// - Parameter limit: the length in bytes that no event may exceed.
    package init(limit: Int = 16 << 20) { self.limit = limit }

    /// Takes the next bytes and returns the events that they complete.
    package mutating func push(_ bytes: some Sequence<UInt8>) throws(TooLong) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n") where lastWasReturn: lastWasReturn = false
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                lastWasReturn = byte == UInt8(ascii: "\r")
                if let event = endLine() { events.append(event) }
            default:
                lastWasReturn = false
                line.append(byte)
                guard line.count + event.data.count <= limit else { throw TooLong(limit: limit) }
            }
        }
        return events
    }

    /// The event that the end of the stream cut off before its empty line. Browsers drop it; who measures must not.
    package mutating func finish() -> ServerSentEvent? {
        if !line.isEmpty { takeField() }
        return endEvent()
    }

    private mutating func endLine() -> ServerSentEvent? {
        guard !line.isEmpty else { return endEvent() }
        takeField()
        return nil
    }

    private mutating func endEvent() -> ServerSentEvent? {
        defer {
            event = ServerSentEvent(data: [])
            hasData = false
        }
        return hasData ? event : nil
    }

    private mutating func takeField() {
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.count
        var value = line[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value.removeFirst() }
        if line[..<colon].elementsEqual("data".utf8) {
            if hasData { event.data.append(UInt8(ascii: "\n")) }
            event.data += value
            hasData = true
        } else if line[..<colon].elementsEqual("event".utf8) {
            event.name = String(decoding: value, as: UTF8.self)
        }
        line.removeAll(keepingCapacity: true)
    }
}
