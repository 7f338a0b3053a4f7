internal import Support

/// `range(start, stop, step)`
final class RangeObject: Object {
    let start: Int, stop: Int, step: Int
    let count: Int

    /// The caller has checked that the count is small and the step is not zero.
    init(start: Int, stop: Int, step: Int, count: Int) {
        self.start = start
        self.stop = stop
        self.step = step
        self.count = count
    }

    override var typeName: String { "range" }
    override var length: Int? { count }
    override var isSubscriptable: Bool { true }

    func element(_ index: Int) -> Value { .int(start &+ index &* step) }
    var elements: [Value] { (0..<count).map(element) }

    override func iterator(_ renderer: Renderer) -> ValueIterator? { ValueIterator(elements) }
    override func reversed(_ renderer: Renderer) -> [Value]? { elements.reversed() }

    override func item(_ key: Value) throws(JinjaError) -> Value? {
        guard let index = key.index else { return nil }
        let place = index < 0 ? index + count : index
        return (0..<count).contains(place) ? element(place) : nil
    }

    override func equals(_ other: Object) -> Bool {
        guard let other = other as? RangeObject, count == other.count else { return false }
        return count == 0 || (start == other.start && (count == 1 || step == other.step))
    }

    override func hash(into hasher: inout Hasher) { hasher.combine(count) }

    override func represent(into text: inout TextBuilder) throws(JinjaError) {
        try text.append(step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))")
    }
}

/// What `dict.keys()`, `.values()` and `.items()` return.
final class DictView: Object {
    enum Kind: String { case keys, values, items }
    let kind: Kind
    let dict: Dict

    init(_ kind: Kind, of dict: Dict) {
        self.kind = kind
        self.dict = dict
    }

    override var typeName: String { "dict_\(kind)" }
    override var depth: Int { dict.depth }
    override var length: Int? { dict.count }
    override var isHashable: Bool { kind == .values }

    func elements() throws(JinjaError) -> [Value] {
        switch kind {
        case .keys: dict.keys
        case .values: dict.values
        case .items: try dict.pairTuples()
        }
    }

    override func iterator(_ renderer: Renderer) throws(JinjaError) -> ValueIterator? {
        ValueIterator(try elements())
    }

    override func reversed(_ renderer: Renderer) throws(JinjaError) -> [Value]? { try elements().reversed() }

    override func equals(_ other: Object) -> Bool {
        guard let other = other as? DictView, kind != .values, kind == other.kind, dict.count == other.dict.count else {
            return false
        }
        return dict.pairs.allSatisfy { pair in
            guard let value = other.dict[pair.0] else { return false }
            return kind == .keys || value.equals(pair.1)
        }
    }

    override func represent(into text: inout TextBuilder) throws(JinjaError) {
        try text.append("\(typeName)(")
        try text.append(representationOf: .list(try elements()))
        try text.append(")")
    }
}

/// `start:stop:step` as a value, on its way into a subscript.
final class SliceObject: Object {
    let start: Value, stop: Value, step: Value

    init(start: Value, stop: Value, step: Value) {
        self.start = start
        self.stop = stop
        self.step = step
    }

    override var typeName: String { "slice" }
    override var isHashable: Bool { false }
}

/// `namespace(...)`: the one thing a template can change.
final class Namespace: Object {
    private var symbols: [ExactString: Int] = [:]
    private var fields: [(name: String, value: Value)] = []

    override var typeName: String { "Namespace" }

    subscript(name: String) -> Value? { symbols[ExactString(name)].map { fields[$0].value } }

    func set(_ name: String, _ value: Value) {
        if let index = symbols[ExactString(name)] {
            fields[index].value = value
        } else {
            symbols[ExactString(name)] = fields.count
            fields.append((name, value))
        }
    }

    /// Lets go of everything, for a namespace may hold itself.
    func clear() {
        symbols = [:]
        fields = []
    }

    override func attribute(_ name: String, _ renderer: Renderer) -> Value? { self[name] }

    override func represent(into text: inout TextBuilder) throws(JinjaError) {
        try text.append("<Namespace {")
        for (index, field) in fields.enumerated() {
            if index > 0 { try text.append(", ") }
            try text.append(representationOf: .string(field.name))
            try text.append(": ")
            try text.append(representationOf: field.value)
        }
        try text.append("}>")
    }
}

/// `cycler(...)`
final class Cycler: Object {
    private let list: List
    private var position = 0
    private var items: [Value] { list.items }

    init(_ list: List) { self.list = list }

    override var typeName: String { "Cycler" }
    override var depth: Int { list.depth }

    override func attribute(_ name: String, _ renderer: Renderer) -> Value? {
        switch name {
        case "current": items[position]
        case "pos": .int(position)
        case "items": .tuple(list)
        case "next":
            .object(
                Function("next") { [self] _, arguments throws(JinjaError) in
                    try arguments.expectNone("next")
                    defer { position = (position + 1) % items.count }
                    return items[position]
                })
        case "reset":
            .object(
                Function("reset") { [self] _, arguments throws(JinjaError) in
                    try arguments.expectNone("reset")
                    position = 0
                    return .null
                })
        default: nil
        }
    }
}

/// `joiner(separator)`: empty on the first call, the separator from then on.
final class Joiner: Object {
    private let separator: Value
    private var isUsed = false
    private let separatorDepth: Int

    init(_ separator: Value) throws(JinjaError) {
        self.separator = separator
        separatorDepth = try Value.deeper(separator.depth)
    }

    override var depth: Int { separatorDepth }

    override var typeName: String { "Joiner" }
    override var isCallable: Bool { true }

    override func attribute(_ name: String, _ renderer: Renderer) -> Value? {
        switch name {
        case "sep": separator
        case "used": .bool(isUsed)
        default: nil
        }
    }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws(JinjaError) -> Value {
        try arguments.expectNone("joiner")
        defer { isUsed = true }
        return isUsed ? separator : .string("")
    }
}

/// A function or a bound method.
final class Function: Object {
    typealias Body = (Renderer, Arguments) throws(JinjaError) -> Value
    let name: String
    private let body: Body
    private let receiverDepth: Int

    init(_ name: String, receiver: Value = .null, _ body: @escaping Body) {
        self.name = name
        self.body = body
        receiverDepth = receiver.depth
    }

    override var typeName: String { "builtin_function_or_method" }
    override var isCallable: Bool { true }
    override var depth: Int { receiverDepth }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws(JinjaError) -> Value {
        try body(renderer, arguments)
    }

    override func represent(into text: inout TextBuilder) throws(JinjaError) {
        try text.append("<function \(name)>")
    }
}
