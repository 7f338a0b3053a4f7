internal import Support
internal import Vision

/// Writes the media of a conversation into its messages, as the chat template wants to see them.
struct MediaMessages {
    private(set) var messages: [ChatMessage] = []
    /// In the order in which their tags stand.
    private(set) var items: [VisualItem] = []

    private let media: [LoadedMedia]
    private let takesParts: Bool
    private let family: any VisionFamily
    private var next = 0

    /// - Parameter takesParts: the template takes lists of parts; else tags and texts are joined in their order.
    init(_ messages: [ChatMessage], _ media: [LoadedMedia], takesParts: Bool, _ family: any VisionFamily) {
        self.media = media
        self.takesParts = takesParts
        self.family = family
        self.messages = messages.map { write($0) }
    }

    private mutating func write(_ message: ChatMessage) -> ChatMessage {
        guard let parts = message.json["content"]?.arrayValue else { return message }
        var written: [JSONValue] = []
        for part in parts {
            switch part["type"]?.stringValue {
            case "image", "video": written += takeNext()
            default: written.append(part)
            }
        }
        var result = message
        result.json["content"] =
            takesParts ? .array(written) : .string(written.map { $0["text"]?.stringValue ?? "" }.joined())
        return result
    }

    /// The next of the media, as parts or as tags.
    private mutating func takeNext() -> [JSONValue] {
        guard next < media.count else { return [] }
        defer { next += 1 }
        return media[next].items.map { item in
            let kind = item.layout.shape.kind
            defer { items.append(item) }
            return takesParts
                ? ["type": kind == .video ? "video" : "image"]
                : ["type": "text", "text": .string(family.tag(kind, index: items.count))]
        }
    }
}
