/// A value with identity or behaviour of its own: functions, ranges, loops, namespaces. Each kind overrides what it can.
class Object {
    var typeName: String { "object" }
    var depth: Int { 0 }
    var isTrue: Bool { (length ?? 1) > 0 }
    var isHashable: Bool { true }
    var isCallable: Bool { false }
    /// Whether it can be subscripted, as `is sequence` asks.
    var isSubscriptable: Bool { false }
    /// Nil where `len` is not defined.
    var length: Int? { nil }

    func equals(_ other: Object) -> Bool { self === other }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
    func represent(into text: inout TextBuilder) throws(JinjaError) { try text.append("<\(typeName) object>") }

    /// Nil where it cannot be iterated.
    func iterator(_ renderer: Renderer) throws(JinjaError) -> ValueIterator? { nil }
    /// Nil where `in` has to walk the elements.
    func contains(_ item: Value) -> Bool? { nil }
    func reversed(_ renderer: Renderer) throws(JinjaError) -> [Value]? { nil }
    /// A Python attribute; nil where there is none.
    func attribute(_ name: String, _ renderer: Renderer) throws(JinjaError) -> Value? { nil }
    /// `object[key]`; nil where there is no such element.
    func item(_ key: Value) throws(JinjaError) -> Value? { nil }

    func call(_ arguments: Arguments, _ renderer: Renderer) throws(JinjaError) -> Value {
        throw .runtime("'\(typeName)' object is not callable")
    }
}

/// Hands out the elements of something one by one.
struct ValueIterator {
    private var items: [Value]
    private var index = 0
    private let generator: Generator?

    init(_ items: [Value]) {
        self.items = items
        generator = nil
    }

    init(_ generator: Generator) {
        items = []
        self.generator = generator
    }

    /// How many are left, where that is known without producing them.
    var remaining: Int? { generator == nil ? items.count - index : nil }

    mutating func next(_ renderer: Renderer) throws(JinjaError) -> Value? {
        if let generator { return try generator.next(renderer) }
        guard index < items.count else { return nil }
        try renderer.charge(steps: 1)
        index += 1
        return items[index - 1]
    }
}

/// A Python generator or iterator: its elements come when asked for, and only once.
final class Generator: Object {
    typealias Step = (Renderer) throws(JinjaError) -> Value?
    private var step: Step?
    private let name: String
    private let sourceDepth: Int

    /// `holding` is what the step pulls from and uses; chains of generators count as nesting.
    init(_ name: String, holding values: [Value], _ step: @escaping Step) throws(JinjaError) {
        self.name = name
        self.step = step
        sourceDepth = try List(values).depth
    }

    override var typeName: String { name }
    override var depth: Int { sourceDepth }
    override func iterator(_ renderer: Renderer) -> ValueIterator? { ValueIterator(self) }

    func next(_ renderer: Renderer) throws(JinjaError) -> Value? {
        guard let step else { return nil }
        try renderer.tick()
        guard let value = try step(renderer) else {
            self.step = nil
            return nil
        }
        return value
    }

    override func represent(into text: inout TextBuilder) throws(JinjaError) {
        try text.append("<\(name) object>")
    }
}
