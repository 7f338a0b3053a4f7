/// Turns messages into records, and notes what it does not know.
struct TextProtoReader {
    private(set) var unknown: [TextProtoUnknownField] = []

    mutating func read<Record: TextProtoRuled>(
        _ type: Record.Type, from field: TextProtoField
    ) throws(TextProtoError) -> Record {
        guard let message = field.value.messageValue else {
            throw field.failure("'\(field.name)' must be a message in braces")
        }
        var record = Record()
        var seen: [String: TextProtoPosition] = [:]
        for field in message.fields {
            guard let rule = Record.rules.first(where: { field.name == .field($0.name) }) else {
                record.unknownFields.append(field)
                unknown.append(
                    TextProtoUnknownField(
                        name: field.name.description, message: Record.messageName, position: field.position))
                continue
            }
            if let first = seen.updateValue(field.position, forKey: rule.name) {
                throw field.failure("'\(rule.name)' is set a second time, and first in line \(first.line)")
            }
            try rule.read(field, &record, &self)
        }
        for rule in Record.rules where rule.presence == .required && seen[rule.name] == nil {
            throw field.failure("\(Record.messageName) lacks the required field '\(rule.name)'")
        }
        return record
    }
}

/// A field that its message's schema lacks.
package struct TextProtoUnknownField: Sendable, Hashable {
    package let name: String
    package let message: String
    package let position: TextProtoPosition
}
