internal import Dazzle

/// The parts of a conversation as JSON files and lines hold them.
enum ChatFile {
    static func messages(_ value: JSONValue) throws(Failure) -> [ChatMessage] {
        let messages = value.arrayValue?.compactMap { $0.objectValue.map { ChatMessage($0) } }
        guard let messages, messages.count == value.arrayValue?.count else {
            throw Failure("\"messages\" must be a list of objects such as {\"role\": \"user\", \"content\": \"Hello\"}")
        }
        return messages
    }

    static func tools(_ value: JSONValue?) throws(Failure) -> [JSONValue] {
        guard let value, value != .null else { return [] }
        guard let tools = value.arrayValue else { throw Failure("\"tools\" must be a list of objects") }
        return tools
    }

    static func variables(_ value: JSONValue?, named name: String) throws(Failure) -> JSONObject {
        guard let value, value != .null else { return JSONObject() }
        guard let variables = value.objectValue else { throw Failure("\(name) must be a JSON object") }
        return variables
    }
}
