internal import Dazzle
internal import Support

/// Reads `messages` into what chat templates understand.
enum ChatMessages {
    static func read(_ fields: Fields) throws(APIError) -> [ChatMessage] {
        guard let values = try fields.array("messages") else {
            throw APIError(
                .malformedBody, "messages is missing; give at least one message", parameter: "messages")
        }
        guard !values.isEmpty else {
            throw APIError(
                .invalidValue, "messages must not be empty; give at least one message", parameter: "messages")
        }
        var messages: [ChatMessage] = []
        messages.reserveCapacity(values.count)
        for (place, value) in values.enumerated() {
            guard let object = value.objectValue else {
                throw fields.wrongType("messages[\(place)]", "an object", value)
            }
            messages.append(ChatMessage(try message(object, at: "messages[\(place)]")))
        }
        return messages
    }

    /// What templates know of is kept, in one order.
    private static func message(_ object: JSONObject, at place: String) throws(APIError) -> JSONObject {
        let fields = Fields(object, within: place)
        guard let role = try fields.string("role") else {
            throw APIError(.malformedBody, "\(place).role is missing", parameter: "\(place).role")
        }
        var message: JSONObject = ["role": .string(role)]
        let calls = try ToolCalls.read(fields, at: place)
        message["content"] = try content(fields, at: place, isCall: calls != nil)
        for name in ["name", "tool_call_id"] {
            if let text = try fields.string(name) { message[name] = .string(text) }
        }
        // Clients and templates of different ages have different names for it.
        for name in ["reasoning", "reasoning_content"] {
            guard let text = try fields.string(name) else { continue }
            message["reasoning_content"] = .string(text)
            message["reasoning"] = .string(text)
        }
        message["tool_calls"] = calls
        return message
    }

    /// Templates tell a message that only calls a tool by its null.
    private static func content(_ fields: Fields, at place: String, isCall: Bool) throws(APIError) -> JSONValue {
        guard let content = fields["content"] else { return isCall ? .null : "" }
        if content.stringValue != nil { return content }
        guard let parts = content.arrayValue else {
            throw fields.wrongType("content", "a string or an array of parts", content)
        }
        var texts: [String] = []
        for (index, part) in parts.enumerated() {
            texts.append(try ContentPart.text(of: part, at: "\(place).content[\(index)]"))
        }
        return .string(texts.joined(separator: "\n"))
    }
}

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

    static func text(of part: JSONValue, at place: String) throws(APIError) -> String {
        if let text = part.stringValue { return text }
        guard let object = part.objectValue else {
            throw APIError(
                .malformedBody, "\(place) must be an object or a string, got \(part.kindName)", parameter: place)
        }
        let type = try type(of: object, at: place)
        guard let member = textTypes[type] else {
            let isMedia = mediaTypes.contains(type)
            throw APIError(
                isMedia ? .unsupported : .invalidValue,
                isMedia
                    ? "This model reads text only; \(place) is of the type \(type). Remove it, or use a model for it."
                    : "Unknown part type: \(type.prefix(40)), at \(place)",
                parameter: place)
        }
        guard let text = try Fields(object, within: place).string(member) else {
            throw APIError(.malformedBody, "\(place).\(member) is missing", parameter: "\(place).\(member)")
        }
        return text
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
