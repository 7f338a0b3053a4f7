internal import Dazzle
internal import HTTPServer
internal import Support

/// Reads what is to be tokenized.
enum TokenizeBody {
    /// Room for the longest text, though some of it be escaped. As values, a body takes many times its length.
    static let byteLimit = 2 * TokenizingRoutes.byteLimit

    static func fields(of request: Request) throws(APIError) -> Fields {
        let type = request.headers["Content-Type"]?.lowercased() ?? "none"
        guard type.contains("application/json") else {
            throw APIError(.wrongContentType, "the Content-Type must be application/json, got \(type)")
        }
        guard request.body.count <= byteLimit else {
            throw APIError(
                .bodyTooLarge, "the body has \(request.body.count) bytes; at most \(byteLimit) are taken here")
        }
        let body: JSONValue
        do {
            body = try JSONValue(parsing: request.body, limits: JSONLimits(depth: 100))
        } catch {
            throw APIError(.malformedJSON, "the body is no valid JSON: \(error)")
        }
        guard let object = body.objectValue else {
            throw APIError(.malformedBody, "the body must be a JSON object, got \(body.kindName)")
        }
        return Fields(object)
    }

    /// A text or several, and whether they came as a list.
    static func texts(_ fields: Fields) throws(APIError) -> (texts: [String], isList: Bool) {
        switch fields["text"] {
        case .string(let text): return ([text], false)
        case .array(let values):
            var texts: [String] = []
            var bytes = 0
            for value in values {
                guard let text = value.stringValue else {
                    throw fields.wrongType("text", "a string or a list of strings", value)
                }
                bytes += text.utf8.count
                texts.append(text)
            }
            guard bytes <= TokenizingRoutes.byteLimit else {
                throw APIError(
                    .invalidValue,
                    "text has \(bytes) bytes; at most \(TokenizingRoutes.byteLimit) are tokenized in one request",
                    parameter: "text")
            }
            return (texts, true)
        default: throw fields.wrongType("text", "a string or a list of strings", fields["text"] ?? .null)
        }
    }

    static func chat(_ fields: Fields, trustsTemplates: Bool) throws(APIError) -> Chat {
        let values = try fields.array("messages") ?? []
        guard !values.isEmpty else {
            throw APIError(.malformedBody, "messages must not be empty", parameter: "messages")
        }
        var messages: [ChatMessage] = []
        for (index, value) in values.enumerated() {
            guard let object = value.objectValue, object["role"]?.stringValue != nil else {
                throw APIError(
                    .malformedBody, "messages[\(index)] must be an object with a role", parameter: "messages")
            }
            messages.append(ChatMessage(object))
        }
        var chat = Chat(messages)
        chat.tools = try fields.array("tools") ?? []
        chat.documents = try fields.array("documents") ?? []
        chat.addGenerationPrompt = try fields.bool("add_generation_prompt") ?? true
        chat.continueFinalMessage = try fields.bool("continue_final_message") ?? false
        chat.templateVariables = try fields.object("chat_template_kwargs")?.object ?? JSONObject()
        chat.template = try fields.string("chat_template")
        if chat.template != nil, !trustsTemplates {
            throw APIError(
                .unsupported,
                "Chat template is passed with request, but --trust-request-chat-template is not set. Refused request "
                    + "with untrusted chat template.", parameter: "chat_template")
        }
        return chat
    }
}
