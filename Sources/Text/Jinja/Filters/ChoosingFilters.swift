// Filters that apply other filters and tests to every item.
extension Filters {
    static let choosing: [String: Filter] = [
        "map": { renderer, value, arguments throws(JinjaError) in
            guard value.isTrue else { return try generator("generator", [], over: .list([]), renderer) { $1 } }
            let held = [value] + arguments.positional + arguments.named.map(\.value)
            return try generator("generator", held, over: value, renderer, try transformation(arguments))
        },
        "select": choose("select", keeps: true, byAttribute: false),
        "reject": choose("reject", keeps: false, byAttribute: false),
        "selectattr": choose("selectattr", keeps: true, byAttribute: true),
        "rejectattr": choose("rejectattr", keeps: false, byAttribute: true),
    ]

    typealias Transformation = (Renderer, Value) throws(JinjaError) -> Value?

    /// What `map` does to an item. Python finds mistakes in the arguments only when the first item is asked for.
    private static func transformation(_ arguments: Arguments) throws(JinjaError) -> Transformation {
        if arguments.positional.isEmpty, arguments.named.contains(where: { $0.name == "attribute" }) {
            return { renderer, item throws(JinjaError) in
                var bound: [String: Value] = [:]
                for (name, value) in arguments.named {
                    guard ["attribute", "default"].contains(name) else {
                        throw .runtime("Unexpected keyword argument '\(name)'")
                    }
                    bound[name] = value
                }
                return try AttributePath(bound["attribute"]).value(of: item, renderer, otherwise: bound["default"])
            }
        }
        let rest = Arguments(positional: Array(arguments.positional.dropFirst()), named: arguments.named)
        return { renderer, item throws(JinjaError) in
            guard let name = arguments[0] else { throw .runtime("map requires a filter argument") }
            guard let filter = name.text.flatMap({ table[$0] }) else {
                throw .runtime("There is no filter named \(try renderer.representation(name))")
            }
            return try filter(renderer, item, rest)
        }
    }

    private static func choose(_ filter: String, keeps: Bool, byAttribute: Bool) -> Filter {
        { renderer, value, arguments throws(JinjaError) in
            guard value.isTrue else { return try generator("generator", [], over: .list([]), renderer) { $1 } }
            let path = byAttribute ? AttributePath(arguments[0]) : nil
            let skipped = byAttribute ? 1 : 0
            let rest = Arguments(
                positional: Array(arguments.positional.dropFirst(skipped + 1)), named: arguments.named)
            let held = [value] + arguments.positional + arguments.named.map(\.value)
            return try generator("generator", held, over: value, renderer) { renderer, item throws(JinjaError) in
                if byAttribute, arguments.positional.isEmpty {
                    throw .runtime("Missing parameter for attribute name")
                }
                let subject = try path?.value(of: item, renderer) ?? item
                guard let name = arguments[skipped] else { return subject.isTrue == keeps ? item : nil }
                guard let test = name.text.flatMap({ ValueTests.table[$0] }) else {
                    throw .runtime("There is no test named \(try renderer.representation(name))")
                }
                return try test(renderer, subject, rest) == keeps ? item : nil
            }
        }
    }
}
