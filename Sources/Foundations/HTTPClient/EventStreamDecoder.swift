/// Reads server-sent events: gives the data of each, whatever pieces the bytes come in. Names and ids are left out.
package struct EventStreamDecoder: Sendable {
    private let limit: Int
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private var isTooLarge = false
    /// The last byte was a carriage return, whose line feed would not be a line of its own.
    private var skipsLineFeed = false
    private var isFirstLine = true
    /// Told apart from an empty `line`, which can also be one that had no room left.
    private var isBlankLine = true

    /// How many events were left out because they were larger than the limit.
    package private(set) var droppedCount = 0

    /// - Parameter limit: bytes an event may have.
    package init(limit: Int = 16 << 20) {
        self.limit = limit
    }

    /// The events that these bytes complete.
    package mutating func push(_ bytes: [UInt8]) -> [String] {
        var events: [String] = []
        for byte in bytes {
            defer { skipsLineFeed = byte == 0x0D }
            if byte == 0x0A && skipsLineFeed { continue }
            if byte == 0x0A || byte == 0x0D {
                if let event = endLine() { events.append(event) }
                continue
            }
            isBlankLine = false
            if line.count + data.count < limit { line.append(byte) } else { isTooLarge = true }
        }
        return events
    }

    /// The event that the stream's end cuts off, if it has data.
    package mutating func finish() -> String? {
        if !isBlankLine { _ = endLine() }
        return endEvent()
    }

    private mutating func endLine() -> String? {
        defer {
            line.removeAll(keepingCapacity: line.count < 1 << 16)
            isBlankLine = true
        }
        if isFirstLine && line.starts(with: [0xEF, 0xBB, 0xBF]) {
            line.removeFirst(3)
            isBlankLine = line.isEmpty
        }
        isFirstLine = false
        if isBlankLine { return endEvent() }
        let colon = line.firstIndex(of: 0x3A) ?? line.endIndex
        guard line[..<colon].elementsEqual("data".utf8) else { return nil }
        var value = line[colon...].dropFirst()
        if value.first == 0x20 { value = value.dropFirst() }
        if hasData { data.append(0x0A) }
        data += value
        hasData = true
        return nil
    }

    private mutating func endEvent() -> String? {
        defer {
            data = []
            hasData = false
            isTooLarge = false
        }
        if isTooLarge { droppedCount += 1 }
        return hasData && !isTooLarge ? String(decoding: data, as: UTF8.self) : nil
    }
}
