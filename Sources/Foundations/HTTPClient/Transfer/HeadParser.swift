/// Puts a response's head together from the lines that curl hands over one by one. A head may be followed by another: after
/// "100 Continue", after a redirect, after a proxy's answer.
struct HeadParser {
    private static let limit = 256 << 10

    private(set) var head: HTTPResponseHead?
    /// Whether the last head's empty line has come.
    private(set) var isComplete = false
    private var byteCount = 0

    /// Takes one line with its line end. Returns false if the head is longer than any server needs.
    mutating func take(_ line: UnsafeRawBufferPointer) -> Bool {
        byteCount += line.count
        guard byteCount <= Self.limit else { return false }
        let text = Self.trimmed(String(decoding: line, as: UTF8.self)[...])
        if text.hasPrefix("HTTP/") {
            let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            let status = words.count > 1 ? Int(words[1]) ?? 0 : 0
            head = HTTPResponseHead(status: status, reason: words.count > 2 ? String(words[2]) : "", headers: [])
            isComplete = false
        } else if text.isEmpty {
            isComplete = true
        } else if let colon = text.firstIndex(of: ":"), !isComplete {
            let value = Self.trimmed(text[text.index(after: colon)...])
            head?.headers.append(HTTPRequest.Header(String(text[..<colon]), String(value)))
        }
        return true
    }

    /// Without blanks and line ends; "\r\n" is one character to Swift.
    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
