public import Support

/// What a completion continues.
public enum Prompt: Sendable, ExpressibleByStringLiteral {
    /// Plain text; the tokenizer adds its special tokens.
    case text(String)
    /// Token ids, used as they are.
    case tokens([Int32])
    /// A conversation, written out by the model's chat template.
    case chat(Chat)

    public init(stringLiteral value: String) { self = .text(value) }
}

/// A conversation and what its template wants to know.
public struct Chat: Sendable {
    public var messages: [ChatMessage]
    /// Functions the model may call, as JSON schemas in OpenAI's form.
    public var tools: [JSONValue] = []
    /// Begin the answer: write the header of an assistant's message at the end.
    public var addGenerationPrompt = true
    /// Leave the last message open, so that the answer continues it. Excludes `addGenerationPrompt`.
    public var continueFinalMessage = false
    /// Texts to answer from, for templates that know them.
    public var documents: [JSONValue] = []
    /// More variables for the template, such as `["enable_thinking": false]`.
    public var templateVariables = JSONObject()
    /// Used instead of the model's own template.
    public var template: String?

    public init(_ messages: [ChatMessage]) { self.messages = messages }

    var media: [MediaInput] { messages.flatMap(\.media) }
}

/// One message of a conversation: any JSON object that the template understands, in the order of its keys.
public struct ChatMessage: Sendable, Hashable {
    public var json: JSONObject
    /// One for each part of the content that is `{"type": "image"}` or `{"type": "video"}`, in order.
    public var media: [MediaInput]

    public init(_ json: JSONObject) { self.init(json, media: []) }

    public init(_ json: JSONObject, media: [MediaInput]) {
        self.json = json
        self.media = media
    }

    /// Pictures and clips, then a text about them.
    public static func user(_ content: String, media: [MediaInput]) -> ChatMessage {
        let parts = media.map { JSONValue.object(["type": $0.kind == .image ? "image" : "video"]) }
        return ChatMessage(
            ["role": "user", "content": .array(parts + [["type": "text", "text": .string(content)]])], media: media)
    }

    public init(role: String, content: String) {
        json = ["role": .string(role), "content": .string(content)]
        media = []
    }

    public static func system(_ content: String) -> ChatMessage { ChatMessage(role: "system", content: content) }
    public static func user(_ content: String) -> ChatMessage { ChatMessage(role: "user", content: content) }
    public static func assistant(_ content: String) -> ChatMessage { ChatMessage(role: "assistant", content: content) }
}
