/// Puts an answer's head together from the lines curl hands over one by one.
struct HeadReader {
    private static let byteLimit = 256 << 10

    private(set) var isDone = false
    private(set) var isTooLarge = false
    private var head = HTTPExchange.Head(status: 0, headers: [])
    private var byteCount = 0

    /// The head when this line completes it. Lines after it are trailers, which nobody reads.
    mutating func push(_ bytes: UnsafeRawBufferPointer) -> HTTPExchange.Head? {
        if isDone { return nil }
        byteCount += bytes.count
        guard byteCount <= Self.byteLimit else {
            isTooLarge = true
            return nil
        }
        let end = bytes.lastIndex { $0 != 0x0D && $0 != 0x0A }.map { $0 + 1 } ?? 0
        let line = bytes[..<end]
        if line.isEmpty { return complete() }
        if line.starts(with: "HTTP/".utf8) {
            let words = line.split(separator: 0x20, omittingEmptySubsequences: true)
            let status = words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) : nil
            head = HTTPExchange.Head(status: status ?? 0, headers: [])
        } else if let colon = line.firstIndex(of: 0x3A) {
            head.headers.append((text(line[..<colon]), text(line[(colon + 1)...])))
        }
        return nil
    }

    /// An informational head is followed by the real one.
    private mutating func complete() -> HTTPExchange.Head? {
        if (100..<200).contains(head.status) && head.status != 101 { return nil }
        isDone = true
        return head
    }

    private func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        let start = bytes.firstIndex { !isSpace($0) } ?? bytes.endIndex
        let end = bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
