internal import Dazzle
internal import Support

/// Reads `messages` into what chat templates understand.
enum ChatMessages {
    /// - Parameter readsMedia: the model sees pictures and clips.
    static func read(_ fields: Fields, readsMedia: Bool) throws(APIError) -> [ChatMessage] {
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
            messages.append(try message(object, at: "messages[\(place)]", readsMedia))
        }
        return messages
    }

    /// What templates know of is kept, in one order.
    private static func message(
        _ object: JSONObject, at place: String, _ readsMedia: Bool
    ) throws(APIError) -> ChatMessage {
        let fields = Fields(object, within: place)
        guard let role = try fields.string("role") else {
            throw APIError(.malformedBody, "\(place).role is missing", parameter: "\(place).role")
        }
        var message: JSONObject = ["role": .string(role)]
        let calls = try ToolCalls.read(fields, at: place)
        var media: [MediaInput] = []
        message["content"] = try content(fields, at: place, isCall: calls != nil, readsMedia, &media)
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
        return ChatMessage(message, media: media)
    }

    /// Templates tell a message that only calls a tool by its null. What shows something stays a list of parts, for those
    /// who write the prompt to decide how.
    private static func content(
        _ fields: Fields, at place: String, isCall: Bool, _ readsMedia: Bool, _ media: inout [MediaInput]
    ) throws(APIError) -> JSONValue {
        guard let content = fields["content"] else { return isCall ? .null : "" }
        if content.stringValue != nil { return content }
        guard let values = content.arrayValue else {
            throw fields.wrongType("content", "a string or an array of parts", content)
        }
        var parts: [JSONValue] = []
        var texts: [String] = []
        for (index, value) in values.enumerated() {
            switch try ContentPart.content(of: value, at: "\(place).content[\(index)]", readsMedia: readsMedia) {
            case .text(let text):
                texts.append(text)
                parts.append(["type": "text", "text": .string(text)])
            case .media(let input):
                media.append(input)
                parts.append(["type": input.kind == .image ? "image" : "video"])
            }
        }
        return media.isEmpty ? .string(texts.joined(separator: "\n")) : .array(parts)
    }
}
