// Filters on values of any kind.
extension Filters {
    private static let defaultValue: Filter = { _, value, arguments throws(JinjaError) in
        let bound = try arguments.bind("default", ["default_value", "boolean"])
        let isMissing = value.isUndefined || (bound[1]?.isTrue ?? false && !value.isTrue)
        return isMissing ? bound[0] ?? .string("") : value
    }

    static let values: [String: Filter] = [
        "default": defaultValue,
        "d": defaultValue,
        "attr": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("attr", ["name"], required: 1)
            guard let name = bound[0]?.text else { throw .runtime("attribute name must be string") }
            if value.isUndefined { return try Attributes.attribute(name, of: value, renderer) }
            return try Attributes.pythonAttribute(name, of: value, renderer)
                ?? .undefined("'\(value.typeName) object' has no attribute '\(name)'")
        },
        "tojson": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("tojson", ["ensure_ascii", "indent", "separators", "sort_keys"])
            return try renderer.made(try ValueJSON.write(value, bound, renderer))
        },
        "pprint": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("pprint")
            return .string(try PrettyPrinter.print(value, renderer))
        },
        "random": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("random")
            let items = try renderer.elements(of: value)
            return items.randomElement() ?? .undefined("No random item, sequence was empty.")
        },
    ]
}
