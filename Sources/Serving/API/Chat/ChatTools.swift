internal import Support

/// Functions that the model may call, as templates see them.
enum ChatTools {
    /// Empty where the template is to see none.
    static func read(_ fields: Fields, _ dialect: Dialect) throws(APIError) -> [JSONValue] {
        let tools = try self.tools(fields)
        return try isVisible(fields, dialect, hasTools: !tools.isEmpty) ? tools : []
    }

    private static func tools(_ fields: Fields) throws(APIError) -> [JSONValue] {
        var tools: [JSONValue] = []
        for (index, value) in (try fields.array("tools") ?? []).enumerated() {
            guard let tool = value.objectValue else { throw fields.wrongType("tools[\(index)]", "an object", value) }
            tools.append(try self.tool(tool, at: "tools[\(index)]"))
        }
        return tools
    }

    private static func tool(_ tool: JSONObject, at place: String) throws(APIError) -> JSONValue {
        let fields = Fields(tool, within: place)
        let type = try fields.string("type")
        guard type == nil || type == "function" else {
            throw APIError(
                .unsupported, "\(place).type must be \"function\", got \"\(type?.prefix(40) ?? "")\"",
                parameter: "\(place).type")
        }
        let nested = try fields.object("function")
        let function = nested ?? fields
        guard try function.string("name") != nil else {
            let missing = nested == nil ? "\(place).name" : "\(place).function.name"
            throw APIError(.malformedBody, "\(missing) is missing", parameter: missing)
        }
        _ = try function.object("parameters")
        if nested != nil { return .object(tool) }
        var flat = tool
        flat["type"] = nil
        return ["type": "function", "function": .object(flat)]
    }

    private static func isVisible(_ fields: Fields, _ dialect: Dialect, hasTools: Bool) throws(APIError) -> Bool {
        switch fields["tool_choice"] {
        case nil, .string("auto"): return true
        // OVMS hides the tools then; vLLM lets the model see what it must not call.
        case .string("none"): return dialect == .openAI
        case .string("required"), .object:
            guard hasTools else {
                throw APIError(
                    .invalidValue, "When using `tool_choice`, `tools` must be set.", parameter: "tool_choice")
            }
            throw APIError(
                .unsupported,
                "tool_choice is not supported but for \"none\" and \"auto\": this server forces no format "
                    + "upon answers", parameter: "tool_choice")
        case .some(let value):
            throw APIError(
                .invalidValue,
                "Invalid value for `tool_choice`: \(value.written().prefix(80))! Only named tools, \"none\", \"auto\" or "
                    + "\"required\" are supported.", parameter: "tool_choice")
        }
    }
}
