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
