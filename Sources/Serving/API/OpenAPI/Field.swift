internal import Support

/// A member of a request's body.
struct Field: Sendable {
    enum Treatment: Sendable, Hashable {
        case required, optional
        /// Taken in for clients that send it, without effect.
        case ignored
        /// A 400 that names it, save where the text says otherwise.
        case refused
    }

    let name: String
    let shape: Shape
    let text: String
    /// For people; empty where nothing is assumed.
    let defaultText: String
    let treatment: Treatment

    init(
        _ name: String, _ shape: Shape, _ text: String, default defaultText: String = "",
        _ treatment: Treatment = .optional
    ) {
        self.name = name
        self.shape = shape
        self.text = text
        self.defaultText = defaultText
        self.treatment = treatment
    }

    /// Null counts as absent, so every optional field takes it.
    var schema: JSONValue {
        var schema: JSONObject =
            treatment == .required ? shape.schema.objectValue ?? [:] : ["anyOf": [shape.schema, ["type": "null"]]]
        schema["description"] = .string(description)
        return .object(schema)
    }

    private var description: String { tableText + (defaultText.isEmpty ? "" : " Default: \(defaultText).") }

    /// For people.
    var tableText: String {
        switch treatment {
        case .required: "Required. " + text
        case .optional: text
        case .ignored: "Ignored. " + text
        case .refused: "Refused. " + text
        }
    }
}

/// Fields that belong together under a heading.
struct FieldGroup: Sendable {
    let title: String
    let fields: [Field]

    /// Fields in a row of which the same is to be said, together.
    var rows: [[Field]] {
        fields.reduce(into: []) { rows, field in
            if let last = rows.last?.last, last.treatment == field.treatment, last.tableText == field.tableText {
                rows[rows.count - 1].append(field)
            } else {
                rows.append([field])
            }
        }
    }
}

/// The body of a request.
struct BodySpec: Sendable {
    let name: String
    let groups: [FieldGroup]

    var fields: [Field] { groups.flatMap(\.fields) }

    var schema: JSONValue {
        [
            "type": "object",
            "required": .array(fields.filter { $0.treatment == .required }.map { .string($0.name) }),
            "properties": .object(JSONObject(fields.map { ($0.name, $0.schema) })),
        ]
    }
}
