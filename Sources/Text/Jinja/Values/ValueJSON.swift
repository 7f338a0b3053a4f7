internal import Support

/// `json.dumps` on template values, with the arguments of transformers' `tojson`.
struct ValueJSON {
    private var builder: TextBuilder
    private let renderer: Renderer
    private let ascii: Bool
    private let indent: String?
    private let itemSeparator: String
    private let keySeparator: String
    private let sortsKeys: Bool

    static func write(_ value: Value, _ options: [Value?], _ renderer: Renderer) throws(JinjaError) -> String {
        var writer = try ValueJSON(options, renderer)
        try writer.write(value, level: 0)
        return writer.builder.text
    }

    private init(_ options: [Value?], _ renderer: Renderer) throws(JinjaError) {
        self.renderer = renderer
        builder = TextBuilder(limit: renderer.limits.stringBytes)
        ascii = options[0]?.isTrue ?? false
        indent = try Self.indent(options[1] ?? .null, renderer)
        sortsKeys = options[3]?.isTrue ?? false
        guard let separators = options[2], !separators.isNone else {
            itemSeparator = indent == nil ? ", " : ","
            keySeparator = ": "
            return
        }
        let parts = try renderer.elements(of: separators)
        guard parts.count == 2, let item = parts[0].text, let key = parts[1].text else {
            throw .runtime("separators must be a pair of strings")
        }
        (itemSeparator, keySeparator) = (item, key)
    }

    private static func indent(_ value: Value, _ renderer: Renderer) throws(JinjaError) -> String? {
        if value.isNone { return nil }
        if let text = value.text { return text }
        let width = max(try StringMethods.integer(value, 0, "tojson"), 0)
        try renderer.charge(bytes: width)
        return String(repeating: " ", count: width)
    }

    private mutating func write(_ value: Value, level: Int) throws(JinjaError) {
        try renderer.charge(steps: 1)
        switch value {
        case .null: try builder.append("null")
        case .bool(let flag): try builder.append(flag ? "true" : "false")
        case .int(let number): try builder.append(String(number))
        case .bigInteger(let digits): try builder.append(digits)
        case .double(let number): try builder.append(number.jsonDescription)
        case .string(let text), .markup(let text): try append(text)
        case .list(let list), .tuple(let list): try write(list.items, level)
        case .dict(let dict): try write(dict, level)
        default: throw .runtime("Object of type \(value.typeName) is not JSON serializable")
        }
    }

    private mutating func append(_ text: String) throws(JinjaError) {
        var literal = ""
        literal.appendJSONString(text, escapingNonASCII: ascii)
        try builder.append(literal)
    }

    private mutating func newLine(_ level: Int) throws(JinjaError) {
        guard let indent else { return }
        try builder.append("\n")
        for _ in 0..<level { try builder.append(indent) }
    }

    private mutating func write(_ items: [Value], _ level: Int) throws(JinjaError) {
        guard !items.isEmpty else { return try builder.append("[]") }
        try builder.append("[")
        for (index, item) in items.enumerated() {
            if index > 0 { try builder.append(itemSeparator) }
            try newLine(level + 1)
            try write(item, level: level + 1)
        }
        try newLine(level)
        try builder.append("]")
    }

    private mutating func write(_ dict: Dict, _ level: Int) throws(JinjaError) {
        guard dict.count > 0 else { return try builder.append("{}") }
        try builder.append("{")
        for (index, (key, value)) in try members(of: dict).enumerated() {
            if index > 0 { try builder.append(itemSeparator) }
            try newLine(level + 1)
            try append(try name(key))
            try builder.append(keySeparator)
            try write(value, level: level + 1)
        }
        try newLine(level)
        try builder.append("}")
    }

    private func members(of dict: Dict) throws(JinjaError) -> [(Value, Value)] {
        guard sortsKeys else { return dict.pairs }
        let sorted = try Filters.sorted(dict.keys, isReversed: false, renderer) { $0 }
        return sorted.map { ($0, dict[$0] ?? .null) }
    }

    private func name(_ key: Value) throws(JinjaError) -> String {
        switch key {
        case .string(let text), .markup(let text): return text
        case .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let number): return String(number)
        case .bigInteger(let digits): return digits
        case .double(let number): return number.jsonDescription
        default: throw .runtime("keys must be str, int, float, bool or None, not \(key.typeName)")
        }
    }
}

extension Value {
    /// A JSON document as Python's `json.loads` would give it to a template.
    init(_ json: JSONValue) throws(JinjaError) {
        switch json {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .double(let number): self = .double(number)
        case .bigInteger(let digits): self = .bigInteger(digits)
        case .string(let text): self = .string(text)
        case .array(let items):
            var values: [Value] = []
            values.reserveCapacity(items.count)
            for item in items { values.append(try Value(item)) }
            self = try .list(values)
        case .object(let object):
            let dict = Dict()
            for (key, value) in zip(object.keys, object.values) { try dict.set(key, try Value(value)) }
            self = .dict(dict)
        }
    }
}
