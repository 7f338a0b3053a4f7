package import Support

/// Reads the members of a request's body and says which one is wrong. As OpenAI's clients send null for what is not set,
/// null counts as absent.
package struct Fields: Sendable {
    package let object: JSONObject
    /// What stands before the names of fields in messages: "stream_options." or nothing.
    private let prefix: String
    /// Whether texts that spell a number or a truth value are taken for it.
    private let isLax: Bool

    /// - Parameter lax: take `"100"` for 100, `"0.5"` for 0.5 and `"true"` for true, as Python's servers do.
    package init(_ object: JSONObject, within outer: String? = nil, lax: Bool = false) {
        self.object = object
        prefix = outer.map { $0 + "." } ?? ""
        isLax = lax
    }

    package subscript(_ name: String) -> JSONValue? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    package func string(_ name: String) throws(APIError) -> String? { try read(name, "a string", \.stringValue) }
    package func array(_ name: String) throws(APIError) -> [JSONValue]? { try read(name, "an array", \.arrayValue) }

    package func bool(_ name: String) throws(APIError) -> Bool? {
        try read(name, "true or false") { $0.boolValue ?? spelled($0, Self.truths) }
    }

    package func double(_ name: String) throws(APIError) -> Double? {
        try read(name, "a number") { $0.doubleValue ?? spelled($0, Double.init) }
    }

    package func int(_ name: String) throws(APIError) -> Int? {
        try read(name, "an integer") { $0.intValue ?? spelled($0) { Int($0) } }
    }

    package func object(_ name: String) throws(APIError) -> Fields? {
        try read(name, "an object", \.objectValue).map { Fields($0, within: prefix + name, lax: isLax) }
    }

    /// The elements of an array, each of which `get` must understand.
    package func list<Element>(
        _ name: String, of expectation: String, _ get: (JSONValue) -> Element?
    ) throws(APIError) -> [Element]? {
        guard let values = try array(name) else { return nil }
        var elements: [Element] = []
        elements.reserveCapacity(values.count)
        for (place, value) in values.enumerated() {
            guard let element = get(value) else { throw wrongType("\(name)[\(place)]", expectation, value) }
            elements.append(element)
        }
        return elements
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

    private static func truths(_ text: String) -> Bool? {
        switch text {
        case "true", "True": true
        case "false", "False": false
        default: nil
        }
    }

    private func spelled<Value>(_ value: JSONValue, _ read: (String) -> Value?) -> Value? {
        isLax ? value.stringValue.flatMap(read) : nil
    }
}

extension JSONValue {
    /// What kind of value it is, for people.
    package var kindName: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .int: "an integer"
        case .bigInteger: "an integer of more than 64 bits"
        case .double: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
