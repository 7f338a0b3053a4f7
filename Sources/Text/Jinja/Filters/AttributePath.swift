/// What `attribute="a.b.0"` names: a walk through items and attributes.
struct AttributePath {
    private let parts: [Value]

    init(_ attribute: Value?) {
        guard let attribute, !attribute.isNone else {
            parts = []
            return
        }
        parts = attribute.text.map(Self.split) ?? [attribute]
    }

    private init(parts: [Value]) { self.parts = parts }

    /// The paths of a list such as "age,name".
    static func several(_ attribute: Value?) -> [AttributePath] {
        guard let text = attribute?.text else { return [AttributePath(attribute)] }
        return text.pythonSplit(",", limit: -1).map { AttributePath(parts: split($0)) }
    }

    private static func split(_ text: String) -> [Value] {
        text.pythonSplit(".", limit: -1).map { part in
            let isNumber = !part.isEmpty && part.unicodeScalars.allSatisfy(\.isPythonDigit)
            return isNumber ? Int(part).map { .int($0) } ?? .string(part) : .string(part)
        }
    }

    func value(of item: Value, _ renderer: Renderer, otherwise: Value? = nil) throws(JinjaError) -> Value {
        var value = item
        for part in parts {
            value = try Attributes.item(part, of: value, renderer)
            if value.isUndefined, let otherwise, !otherwise.isNone { value = otherwise }
        }
        return value
    }
}
