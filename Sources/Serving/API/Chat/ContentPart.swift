internal import Dazzle
internal import Support

/// One part of a message's content.
enum ContentPart {
    /// Types of parts that are text, and the member that holds it.
    private static let textTypes = [
        "text": "text", "input_text": "text", "output_text": "text", "refusal": "refusal", "thinking": "thinking",
    ]

    private static let mediaTypes: Set = [
        "image_url", "input_image", "image", "image_embeds", "image_pil", "video_url", "video", "video_embeds",
        "audio_url", "input_audio", "audio_embeds", "prompt_embeds", "file",
    ]

    enum Content {
        case text(String)
        case media(MediaInput)
    }

    static func content(of part: JSONValue, at place: String, readsMedia: Bool) throws(APIError) -> Content {
        if let text = part.stringValue { return .text(text) }
        guard let object = part.objectValue else {
            throw APIError(
                .malformedBody, "\(place) must be an object or a string, got \(part.kindName)", parameter: place)
        }
        let type = try type(of: object, at: place)
        if readsMedia, let media = try MediaPart.read(object, type: type, at: place) { return .media(media) }
        guard let member = textTypes[type] else {
            let isMedia = mediaTypes.contains(type)
            let reads = readsMedia ? "texts, pictures and clips" : "text only"
            throw APIError(
                isMedia ? .unsupported : .invalidValue,
                isMedia
                    ? "This model reads \(reads); \(place) is of the type \(type). Remove it, or use a model for it."
                    : "Unknown part type: \(type.prefix(40)), at \(place)",
                parameter: place)
        }
        guard let text = try Fields(object, within: place).string(member) else {
            throw APIError(.malformedBody, "\(place).\(member) is missing", parameter: "\(place).\(member)")
        }
        return .text(text)
    }

    /// Some clients leave the type out where another member says it.
    private static func type(of object: JSONObject, at place: String) throws(APIError) -> String {
        switch object["type"] {
        case .string(let type): return type
        case .none, .null:
            if let known = object.keys.first(where: { $0 == "text" || mediaTypes.contains($0) }) { return known }
            throw APIError(
                .malformedBody, "Missing 'type' field in multimodal part, at \(place)", parameter: "\(place).type")
        default:
            throw APIError(
                .malformedBody, "Invalid 'type' field in multimodal part, at \(place)", parameter: "\(place).type")
        }
    }
}
