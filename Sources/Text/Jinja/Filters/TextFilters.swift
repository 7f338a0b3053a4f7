// Filters that change words and characters.
extension Filters {
    static let text: [String: Filter] = [
        "upper": method("upper"),
        "lower": method("lower"),
        "capitalize": method("capitalize"),
        "string": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("string")
            return try soft(value, renderer)
        },
        "title": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("title")
            let value = try soft(value, renderer)
            return try StringMethods.like(value, title(value.text ?? ""), renderer)
        },
        "trim": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("trim", ["chars"])
            let characters = try StringMethods.optionalString(bound[0], "strip")
            let value = try soft(value, renderer)
            return try StringMethods.like(value, (value.text ?? "").pythonStrip(characters), renderer)
        },
        "replace": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("replace", ["old", "new", "count"], required: 2)
            let old = try renderer.string(bound[0] ?? .null)
            let new = try renderer.string(bound[1] ?? .null)
            let limit = bound[2].flatMap { $0.isNone ? nil : $0 }
            let subject = Value.string(try renderer.string(value))
            return try StringMethods.replaced(
                subject, old, new, try StringMethods.integer(limit, -1, "replace"), renderer)
        },
        "format": { renderer, value, arguments throws(JinjaError) in
            guard arguments.named.isEmpty || arguments.positional.isEmpty else {
                throw .runtime("can't handle positional and keyword arguments at the same time")
            }
            let values = try arguments.named.isEmpty ? .tuple(arguments.positional) : dict(arguments.named)
            return try Arithmetic.apply(.modulo, try soft(value, renderer), values, renderer)
        },
        "wordcount": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("wordcount")
            let text = try renderer.string(value)
            return .int(text.unicodeScalars.split { !$0.isWord }.count)
        },
        "urlencode": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("urlencode")
            return try renderer.made(try URLText.encode(value, renderer))
        },
    ]

    static func dict(_ named: [(name: String, value: Value)]) throws(JinjaError) -> Value {
        let dict = Dict()
        for (name, value) in named { try dict.set(name, value) }
        return .dict(dict)
    }

    /// Every word with a capital; words begin after space, hyphens and opening brackets.
    private static func title(_ text: String) -> String {
        func separates(_ scalar: Unicode.Scalar) -> Bool {
            scalar.isPythonSpace || ["-", "(", "{", "[", "<"].contains(scalar)
        }
        var result = ""
        var rest = Array(text.unicodeScalars)[...]
        while let first = rest.first {
            let run = rest.prefix { separates($0) == separates(first) }
            let word = String(String.UnicodeScalarView(run))
            result += first.properties.uppercaseMapping + String(word.unicodeScalars.dropFirst()).pythonLower
            rest = rest.dropFirst(run.count)
        }
        return result
    }
}
