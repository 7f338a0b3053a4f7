package import Support

/// Reads the members of a request's body and says which one is wrong. As OpenAI's clients send null for what is not set,
/// null counts as absent.
package struct Fields: Sendable {
    package let object: JSONObject
    /// What stands before the names of fields in messages: "stream_options." or nothing.
    private let prefix: String

    package init(_ object: JSONObject, within outer: String? = nil) {
        self.object = object
        prefix = outer.map { $0 + "." } ?? ""
    }

    package subscript(_ name: String) -> JSONValue? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    package func string(_ name: String) throws(APIError) -> String? { try read(name, "a string", \.stringValue) }
    package func bool(_ name: String) throws(APIError) -> Bool? { try read(name, "true or false", \.boolValue) }
    package func double(_ name: String) throws(APIError) -> Double? { try read(name, "a number", \.doubleValue) }
    package func array(_ name: String) throws(APIError) -> [JSONValue]? { try read(name, "an array", \.arrayValue) }
    package func int(_ name: String) throws(APIError) -> Int? { try read(name, "an integer", \.intValue) }

    package func object(_ name: String) throws(APIError) -> Fields? {
        try read(name, "an object", \.objectValue).map { Fields($0, within: prefix + name) }
    }

    /// Throws that the field is no `expectation`.
    package func wrongType(_ name: String, _ expectation: String, _ value: JSONValue) -> APIError {
        APIError(
            .malformedBody, "\(prefix)\(name) must be \(expectation), got \(value.kindName)", parameter: prefix + name)
    }

    private func read<Value>(
        _ name: String, _ expectation: String, _ get: (JSONValue) -> Value?
    ) throws(APIError) -> Value? {
        guard let value = self[name] else { return nil }
        guard let read = get(value) else { throw wrongType(name, expectation, value) }
        return read
    }
}

extension JSONValue {
    /// What kind of value it is, for people.
    package var kindName: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .int, .bigInteger: "an integer"
        case .double: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
