/// Attribute and item lookup as Jinja's sandbox does it: `a.b` tries Python's attribute before the item, `a['b']` the
/// other way round, and what neither finds is undefined.
enum Attributes {
    static func attribute(_ name: String, of value: Value, _ renderer: Renderer) throws(JinjaError) -> Value {
        if case .undefined(let undefined) = value {
            // An undefined value is a Python object too, with attributes that the sandbox hides.
            guard objectAttributes.contains(name) else { throw undefined.failure }
            return forbidden(name, of: value)
        }
        if let found = try pythonAttribute(name, of: value, renderer) { return found }
        if case .dict(let dict) = value, let member = dict[name] { return member }
        return missing(name, of: value)
    }

    static func item(_ key: Value, of value: Value, _ renderer: Renderer) throws(JinjaError) -> Value {
        if case .undefined(let undefined) = value { throw undefined.failure }
        if case .object(let object) = key, let slice = object as? SliceObject {
            return try Slicing.slice(value, slice, renderer)
        }
        try renderer.charge(steps: key.size)
        if let found = try subscripted(value, key, renderer) { return found }
        if let name = key.text {
            return try pythonAttribute(name, of: value, renderer) ?? missing(name, of: value)
        }
        return .undefined("'\(value.typeName) object' has no element \(try renderer.representation(key))")
    }

    private static let objectAttributes: Set<String> = [
        "__bool__", "__call__", "__class__", "__delattr__", "__dir__", "__doc__", "__eq__", "__getattr__",
        "__getitem__", "__hash__", "__init__", "__iter__", "__len__", "__module__", "__ne__", "__new__", "__reduce__",
        "__repr__", "__setattr__", "__sizeof__", "__slots__", "__str__",
    ]

    private static func missing(_ name: String, of value: Value) -> Value {
        .undefined("'\(value.typeName) object' has no attribute '\(name)'")
    }

    private static func subscripted(_ value: Value, _ key: Value, _ renderer: Renderer) throws(JinjaError) -> Value? {
        switch value {
        case .dict(let dict): return key.isHashable ? dict[key] : nil
        case .list(let list), .tuple(let list):
            guard let index = key.index else { return nil }
            let place = index < 0 ? index &+ list.items.count : index
            return list.items.indices.contains(place) ? list.items[place] : nil
        case .string(let text), .markup(let text):
            guard let index = key.index, let character = try Slicing.character(of: text, at: index, renderer) else {
                return nil
            }
            if case .markup = value { return .markup(character) }
            return .string(character)
        case .object(let object): return try object.item(key)
        default: return nil
        }
    }

    /// Python's `getattr`, with what the sandbox forbids as undefined; nil where there is no such attribute.
    static func pythonAttribute(
        _ name: String, of value: Value, _ renderer: Renderer
    ) throws(JinjaError) -> Value? {
        if name.hasPrefix("_") { return forbiddenIfKnown(name, of: value) }
        switch value {
        case .string, .markup:
            guard let method = StringMethods.table[name] else { return nil }
            return bound(name, value, method)
        case .list:
            if ListMethods.mutating.contains(name) { return forbidden(name, of: value) }
            return ListMethods.table[name].map { bound(name, value, $0) }
        case .tuple(let list):
            if let place = ["grouper", "list"].firstIndex(of: name), list.isGroup { return list.items[place] }
            return ListMethods.table[name].flatMap { name == "copy" ? nil : bound(name, value, $0) }
        case .dict:
            if DictMethods.mutating.contains(name) { return forbidden(name, of: value) }
            return DictMethods.table[name].map { bound(name, value, $0) }
        case .int, .bool, .double, .bigInteger:
            return NumberAttributes.attribute(name, of: value)
        case .object(let object): return try object.attribute(name, renderer)
        case .null, .undefined: return nil
        }
    }

    private static func bound(_ name: String, _ receiver: Value, _ method: @escaping Method) -> Value {
        .object(
            Function(name, receiver: receiver) { renderer, arguments throws(JinjaError) in
                try renderer.charge(steps: receiver.scanCost)
                return try method(renderer, receiver, arguments)
            })
    }

    private static func forbiddenIfKnown(_ name: String, of value: Value) -> Value? {
        if case .object(let object) = value, let namespace = object as? Namespace, namespace[name] == nil { return nil }
        if name.hasPrefix("__") && name.hasSuffix("__") { return forbidden(name, of: value) }
        if case .object(let object) = value, object is Namespace { return forbidden(name, of: value) }
        return nil
    }

    private static func forbidden(_ name: String, of value: Value) -> Value {
        .undefined(
            Undefined(
                message: "access to attribute '\(name)' of '\(value.typeName)' object is unsafe.", isForbidden: true))
    }
}

/// A method of a built-in type: the receiver, then what it was called with.
typealias Method = @Sendable (Renderer, Value, Arguments) throws(JinjaError) -> Value
