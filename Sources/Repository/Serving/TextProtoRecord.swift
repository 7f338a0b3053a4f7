internal import Support

/// A message that has a struct of its own, and a table of rules that tie its fields to the struct's properties.
package protocol TextProtoRecord: Sendable, Equatable {
    static var messageName: String { get }
    init()
    /// What the schema does not know, as it was written.
    var unknownFields: [TextProtoField] { get set }
}

protocol TextProtoRuled: TextProtoRecord {
    static var rules: [TextProtoRule<Self>] { get }
}

enum TextProtoPresence {
    case optional
    /// A new file spells the field out even where it has its default.
    case spelledOut
    case required
}

/// One field of a message.
struct TextProtoRule<Record: TextProtoRecord>: Sendable {
    let name: String
    let presence: TextProtoPresence
    let read: @Sendable (TextProtoField, inout Record, inout TextProtoReader) throws(TextProtoError) -> Void
    /// nil where the field is not set.
    let value: @Sendable (Record) -> TextProtoValue?
    /// Changes what differs inside a message; false where the message has to be replaced as a whole.
    var editInside: @Sendable (inout TextProtoEditor, TextProtoField, Record, Record) -> Bool = { _, _, _, _ in false }
}

extension TextProtoRule {
    /// A field that always has a value: what the struct starts with.
    static func value<Value: TextProtoScalar>(
        _ name: String, _ path: any WritableKeyPath<Record, Value> & Sendable,
        _ presence: TextProtoPresence = .optional
    ) -> Self {
        Self(name: name, presence: presence) { field, record, _ throws(TextProtoError) in
            record[keyPath: path] = try field.scalar()
        } value: {
            $0[keyPath: path].textProto
        }
    }

    /// A field whose absence means something.
    static func optional<Value: TextProtoScalar>(
        _ name: String, _ path: any WritableKeyPath<Record, Value?> & Sendable
    ) -> Self {
        Self(name: name, presence: .optional) { field, record, _ throws(TextProtoError) in
            record[keyPath: path] = try field.scalar() as Value
        } value: {
            $0[keyPath: path]?.textProto
        }
    }

    static func message<Value: TextProtoRuled>(
        _ name: String, _ path: any WritableKeyPath<Record, Value?> & Sendable
    ) -> Self {
        Self(name: name, presence: .optional) { field, record, reader throws(TextProtoError) in
            record[keyPath: path] = try reader.read(Value.self, from: field)
        } value: {
            $0[keyPath: path].map { .message(TextProtoMessage(spelling: $0)) }
        } editInside: { editor, field, old, new in
            guard let message = field.value.messageValue, let old = old[keyPath: path], let new = new[keyPath: path]
            else { return false }
            editor.edit(message, from: old, to: new)
            return true
        }
    }

    /// A string that holds a JSON object; an empty one is as good as none.
    static func json(_ name: String, _ path: any WritableKeyPath<Record, JSONObject> & Sendable) -> Self {
        Self(name: name, presence: .optional) { field, record, _ throws(TextProtoError) in
            record[keyPath: path] = try field.jsonObject()
        } value: {
            let object = $0[keyPath: path]
            return object.isEmpty ? nil : .string(JSONValue.object(object).written())
        }
    }
}

extension TextProtoField {
    var position: TextProtoPosition { source?.position ?? TextProtoPosition(line: 1, column: 1) }

    func failure(_ message: String) -> TextProtoError { TextProtoError(message: message, position: position) }

    func scalar<Value: TextProtoScalar>() throws(TextProtoError) -> Value {
        guard let scalar = Value(textProto: value) else {
            throw failure("'\(name)' must be \(Value.expectation), not \(value.summary)")
        }
        return scalar
    }

    func jsonObject() throws(TextProtoError) -> JSONObject {
        let text: String = try scalar()
        if text.utf8.allSatisfy({ $0 == 0x20 || (9...13).contains($0) }) { return JSONObject() }
        do {
            guard let object = try JSONValue(parsing: text, limits: JSONLimits(depth: 64)).objectValue else {
                throw failure("'\(name)' must be a JSON object, not another JSON value")
            }
            return object
        } catch let error as TextProtoError {
            throw error
        } catch {
            throw failure("'\(name)' must be a JSON object, but its text is none: \(error)")
        }
    }
}

extension TextProtoValue {
    /// Short enough for an error.
    fileprivate var summary: String {
        if case .message = self { return "a message" }
        let text = written
        return text.unicodeScalars.count <= 40 ? text : String(text.prefix(40)) + "…"
    }
}

extension TextProtoMessage {
    /// All that a new file has to say about the record: the fields that differ from their defaults, those that are
    /// always spelled out, and the unknown ones.
    init<Record: TextProtoRuled>(spelling record: Record) {
        let defaults = Record()
        self.init()
        for rule in Record.rules {
            guard let value = rule.value(record) else { continue }
            if rule.presence == .optional, value == rule.value(defaults) { continue }
            fields.append(TextProtoField(rule.name, value))
        }
        fields += record.unknownFields
    }
}
