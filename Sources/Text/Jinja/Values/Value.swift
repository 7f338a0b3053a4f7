/// A value as Python has it: what templates compute with.
enum Value {
    case undefined(Undefined)
    case null
    case bool(Bool)
    case int(Int)
    /// An integer beyond `Int`, in decimal digits. It prints and compares; nothing is computed with it.
    case bigInteger(String)
    case double(Double)
    case string(String)
    /// A string marked as safe HTML (`|safe`, `|escape`).
    case markup(String)
    case list(List)
    case tuple(List)
    case dict(Dict)
    case object(Object)
}

/// What an expression yields that names nothing; the reason is told only if someone uses it.
final class Undefined {
    let message: String
    /// Refused by the sandbox rather than missing.
    let isForbidden: Bool

    init(message: String, isForbidden: Bool = false) {
        self.message = message
        self.isForbidden = isForbidden
    }

    var failure: JinjaError { .runtime(message) }
}

/// The elements of a list or tuple. They never change: the sandbox refuses every method that would.
struct List {
    let items: [Value]
    /// How deeply containers nest inside; bounded so that walking and freeing a value cannot exhaust the stack.
    let depth: Int
    /// How many values it holds at all levels. One list can stand in another many times, so this bounds what a
    /// comparison has to look at.
    let size: Int
    /// Whether this is a group of `groupby`, whose two elements also have names.
    let isGroup: Bool

    init(_ items: [Value], isGroup: Bool = false) throws(JinjaError) {
        self.items = items
        self.isGroup = isGroup
        var depth = 0
        var size = 1
        for item in items {
            depth = max(depth, item.depth)
            size += item.size
        }
        self.depth = try Value.deeper(depth)
        self.size = try Value.checked(size: size)
    }

    /// For elements that hold no containers.
    init(flat items: [Value]) {
        self.items = items
        isGroup = false
        depth = 1
        size = items.count + 1
    }
}

extension Value {
    static func undefined(_ message: String) -> Value { .undefined(Undefined(message: message)) }
    static func undefined(name: String) -> Value { .undefined("'\(name)' is undefined") }

    static func list(_ items: [Value]) throws(JinjaError) -> Value { .list(try List(items)) }
    static func tuple(_ items: [Value]) throws(JinjaError) -> Value { .tuple(try List(items)) }

    var depth: Int {
        switch self {
        case .list(let list), .tuple(let list): list.depth
        case .dict(let dict): dict.depth
        case .object(let object): object.depth
        default: 0
        }
    }

    /// The values at all levels, and long strings as several.
    var size: Int {
        switch self {
        case .list(let list), .tuple(let list): list.size
        case .dict(let dict): dict.size
        case .string(let text), .markup(let text): 1 + text.utf8.count / 64
        default: 1
        }
    }

    /// Steps that looking through a string takes; lists are counted as their elements are visited.
    var scanCost: Int { (text?.utf8.count ?? 0) / 16 }

    static func checked(size: Int) throws(JinjaError) -> Int {
        guard size <= RenderLimits.valueSize else {
            throw .limit("A value holds more than \(RenderLimits.valueSize) others")
        }
        return size
    }

    static func deeper(_ depth: Int) throws(JinjaError) -> Int {
        guard depth < RenderLimits.valueDepth else {
            throw .limit("A value nests more than \(RenderLimits.valueDepth) levels")
        }
        return depth + 1
    }

    var isUndefined: Bool { if case .undefined = self { true } else { false } }
    var isNone: Bool { if case .null = self { true } else { false } }

    /// The text of a string, safe or not.
    var text: String? {
        switch self {
        case .string(let text), .markup(let text): text
        default: nil
        }
    }

    /// The number that `operator.index` gives: integers and booleans.
    var index: Int? {
        switch self {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .bool(let value): value ? 1 : 0
        case .double(let value): value
        case .bigInteger(let digits): Double(digits)
        default: nil
        }
    }

    var isTrue: Bool {
        switch self {
        case .undefined, .null: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .bigInteger: true
        case .double(let value): value != 0
        case .string(let text), .markup(let text): !text.isEmpty
        case .list(let list), .tuple(let list): !list.items.isEmpty
        case .dict(let dict): dict.count > 0
        case .object(let object): object.isTrue
        }
    }

    /// Python's name of the type, for messages.
    var typeName: String {
        switch self {
        case .undefined: "Undefined"
        case .null: "NoneType"
        case .bool: "bool"
        case .int, .bigInteger: "int"
        case .double: "float"
        case .string: "str"
        case .markup: "Markup"
        case .list: "list"
        case .tuple: "tuple"
        case .dict: "dict"
        case .object(let object): object.typeName
        }
    }

    func typeError(_ message: String) -> JinjaError {
        if case .undefined(let undefined) = self { return undefined.failure }
        return .runtime(message)
    }
}
