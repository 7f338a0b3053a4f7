internal import Support

/// What a field may hold.
indirect enum Shape: Sendable {
    case string, bool, object, any
    case integer(ClosedRange<Int>? = nil)
    case number(ClosedRange<Double>? = nil)
    case choice([String])
    case array(Shape)
    case either([Shape])

    /// As JSON schema says it.
    var schema: JSONValue {
        switch self {
        case .string: ["type": "string"]
        case .bool: ["type": "boolean"]
        case .object: ["type": "object"]
        case .any: [:]
        case .integer(let range): Self.bounded("integer", range.map { (.int($0.lowerBound), .int($0.upperBound)) })
        case .number(let range): Self.bounded("number", range.map { (.double($0.lowerBound), .double($0.upperBound)) })
        case .choice(let words): ["type": "string", "enum": .array(words.map(JSONValue.string))]
        case .array(let item): ["type": "array", "items": item.schema]
        case .either(let shapes): ["anyOf": .array(shapes.map(\.schema))]
        }
    }

    private static func bounded(_ type: String, _ bounds: (low: JSONValue, high: JSONValue)?) -> JSONValue {
        var schema: JSONObject = ["type": .string(type)]
        if let bounds {
            if bounds.low != .int(.min) { schema["minimum"] = bounds.low }
            if bounds.high != .int(.max), bounds.high != .double(.greatestFiniteMagnitude) {
                schema["maximum"] = bounds.high
            }
        }
        return .object(schema)
    }

    /// For people.
    var words: String {
        switch self {
        case .string: "string"
        case .bool: "boolean"
        case .object: "object"
        case .any: "anything"
        case .integer(let range): "integer" + (range.map { Self.limits($0.lowerBound, $0.upperBound) } ?? "")
        case .number(let range): "number" + (range.map(Self.limits) ?? "")
        case .choice(let words): words.map { "\"\($0)\"" }.joined(separator: " or ")
        case .array(let item): "list of " + item.plural
        case .either(let shapes): shapes.map(\.words).joined(separator: ", or ")
        }
    }

    private var plural: String {
        switch self {
        case .string: "strings"
        case .integer: "integers"
        case .object: "objects"
        case .array(let item): "lists of " + item.plural
        default: words
        }
    }

    private static func limits(_ low: Int, _ high: Int) -> String {
        switch (low, high) {
        case (.min, .max): ""
        case (_, .max): ", at least \(low)"
        default: ", \(low) to \(high)"
        }
    }

    private static func limits(_ range: ClosedRange<Double>) -> String {
        let low = JSONValue.double(range.lowerBound).trimmedNumber
        if range.upperBound == .greatestFiniteMagnitude { return ", at least \(low)" }
        return ", \(low) to \(JSONValue.double(range.upperBound).trimmedNumber)"
    }
}

extension JSONValue {
    /// `2` rather than `2.0`, for people.
    fileprivate var trimmedNumber: String { intValue.map(String.init) ?? written() }
}
