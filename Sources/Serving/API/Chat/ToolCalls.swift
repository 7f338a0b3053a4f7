internal import Support

/// Calls that an assistant made earlier, as they stand in its message.
enum ToolCalls {
    private static let depth = 100

    /// nil where there is none.
    static func read(_ message: Fields, at place: String) throws(APIError) -> JSONValue? {
        guard let values = try message.array("tool_calls"), !values.isEmpty else { return nil }
        var calls: [JSONValue] = []
        for (index, value) in values.enumerated() {
            calls.append(try call(value, at: "\(place).tool_calls[\(index)]"))
        }
        return .array(calls)
    }

    private static func call(_ value: JSONValue, at place: String) throws(APIError) -> JSONValue {
        guard var call = value.objectValue else {
            throw APIError(
                .malformedBody, "\(place) must be an object, got \(value.kindName)", parameter: place)
        }
        guard var function = try Fields(call, within: place).object("function")?.object else {
            throw APIError(.malformedBody, "\(place).function is missing", parameter: "\(place).function")
        }
        function["arguments"] = try arguments(function["arguments"], at: "\(place).function.arguments")
        call["function"] = .object(function)
        return .object(call)
    }

    /// Clients send a text of JSON; templates want what it says.
    private static func arguments(_ value: JSONValue?, at place: String) throws(APIError) -> JSONValue {
        guard let value, !value.isNull, value != "" else { return .object(JSONObject()) }
        guard let text = value.stringValue else { return value }
        do {
            return try JSONValue(parsing: text, limits: JSONLimits(depth: depth))
        } catch {
            throw APIError(.invalidValue, "\(place) is not JSON: \(error)", parameter: place)
        }
    }
}
