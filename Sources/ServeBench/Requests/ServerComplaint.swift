internal import HTTPClient
internal import Support

/// What a server says is wrong, as one sentence.
enum ServerComplaint {
    /// "400 Bad Request: the model 'x' does not exist"
    static func sentence(_ head: HTTPResponseHead, _ body: [UInt8]) -> String {
        let status = "\(head.status)" + (head.reason.isEmpty ? "" : " \(head.reason)")
        let json = try? JSONValue(parsing: body, limits: JSONLimits(depth: 64))
        let text = json.map { sentence($0["error"] ?? $0) } ?? String(decoding: body.prefix(300), as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.isEmpty ? status : "\(status): \(line.prefix(300))"
    }

    /// The error's message, in whichever of the usual places it is.
    static func sentence(_ error: JSONValue) -> String {
        let message =
            error.stringValue ?? ["message", "detail", "error"].lazy.compactMap { error[$0]?.stringValue }.first
        return String((message ?? error.written()).prefix(300))
    }
}
