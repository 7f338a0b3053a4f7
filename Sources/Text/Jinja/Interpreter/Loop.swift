extension ForStatement {
    func execute(_ renderer: Renderer) throws(JinjaError) -> Flow {
        try renderer.tick()
        let value = try sequence.evaluate(renderer)
        renderer.offset = offset
        try run(over: value, depth: 0, renderer)
        return .next
    }

    func run(over value: Value, depth: Int, _ renderer: Renderer) throws(JinjaError) {
        let loop = LoopObject(self, try renderer.iterate(value), value, level: depth, scope: renderer.scope)
        // Macros of all turns share their variables, as Python's closures do.
        let scope = Scope(parent: renderer.scope)
        defer { scope.clear() }
        // Turns that end early do not count for `else`.
        var isEmpty = true
        while let item = try loop.advance(renderer) {
            scope.clear()
            scope.set(loopSymbol, .object(loop))
            let flow = try renderer.withScope(scope) { () throws(JinjaError) in
                try renderer.assign(target, item)
                return try renderer.run(body)
            }
            if flow == .breakLoop { break }
            if flow == .next { isEmpty = false }
        }
        guard isEmpty, !otherwise.isEmpty else { return }
        _ = try renderer.withScope(Scope(parent: renderer.scope)) { () throws(JinjaError) in
            try renderer.run(otherwise)
        }
    }

    /// Whether the loop's `if` lets an item through. It sees the item, but not the loop.
    func admits(_ item: Value, _ scope: Scope?, _ renderer: Renderer) throws(JinjaError) -> Bool {
        guard let condition else { return true }
        return try renderer.withScope(Scope(parent: scope)) { () throws(JinjaError) in
            try renderer.assign(target, item)
            return try condition.evaluate(renderer).isTrue
        }
    }
}

/// The variable `loop`. It pulls items one ahead only where the template asks for what comes next.
final class LoopObject: Object {
    private let statement: ForStatement
    private var source: ValueIterator
    private let scope: Scope?
    private let level: Int
    private let sourceDepth: Int
    private var index = -1
    private var previous: Value?
    private var current: Value?
    private var following: Value?
    private var knownCount: Int?
    private var lastChanged: [Value]?

    init(_ statement: ForStatement, _ source: ValueIterator, _ value: Value, level: Int, scope: Scope?) {
        self.statement = statement
        self.source = source
        self.level = level
        self.scope = scope
        sourceDepth = value.depth + 1
        knownCount = statement.condition == nil ? source.remaining : nil
    }

    override var typeName: String { "LoopContext" }
    override var isCallable: Bool { true }
    override var depth: Int { sourceDepth }
    override var isTrue: Bool { true }

    func advance(_ renderer: Renderer) throws(JinjaError) -> Value? {
        let next = following
        following = nil
        var item = next
        if item == nil { item = try pull(renderer) }
        guard let item else { return nil }
        index += 1
        previous = current
        current = item
        return item
    }

    private func pull(_ renderer: Renderer) throws(JinjaError) -> Value? {
        while let item = try source.next(renderer) {
            if isFiltered { return item }
            if try statement.admits(item, scope, renderer) { return item }
        }
        return nil
    }

    private func peek(_ renderer: Renderer) throws(JinjaError) -> Value? {
        if following == nil { following = try pull(renderer) }
        return following
    }

    func count(_ renderer: Renderer) throws(JinjaError) -> Int {
        if let knownCount { return knownCount }
        var rest: [Value] = []
        while let item = try pull(renderer) { rest.append(item) }
        let count = rest.count + index + 1 + (following == nil ? 0 : 1)
        source = ValueIterator(rest)
        isFiltered = true
        knownCount = count
        return count
    }

    /// Once counted, the remaining items have passed the loop's condition already.
    private var isFiltered = false

    func forget() { lastChanged = nil }

    override func attribute(_ name: String, _ renderer: Renderer) throws(JinjaError) -> Value? {
        switch name {
        case "index": .int(index + 1)
        case "index0": .int(index)
        case "first": .bool(index == 0)
        case "last": .bool(try peek(renderer) == nil)
        case "length": .int(try count(renderer))
        case "revindex": .int(try count(renderer) - index)
        case "revindex0": .int(try count(renderer) - index - 1)
        case "depth": .int(level + 1)
        case "depth0": .int(level)
        case "previtem": index == 0 ? .undefined("there is no previous item") : previous
        case "nextitem": try peek(renderer) ?? .undefined("there is no next item")
        case "cycle": .object(Function("cycle") { [self] _, arguments throws(JinjaError) in try cycle(arguments) })
        case "changed":
            .object(
                Function("changed") { [self] renderer, arguments throws(JinjaError) in
                    try changed(arguments, renderer)
                })
        default: nil
        }
    }

    private func cycle(_ arguments: Arguments) throws(JinjaError) -> Value {
        try arguments.expect(0...Int.max, "cycle")
        guard !arguments.positional.isEmpty else { throw .runtime("no items for cycling given") }
        return arguments.positional[index % arguments.positional.count]
    }

    private func changed(_ arguments: Arguments, _ renderer: Renderer) throws(JinjaError) -> Value {
        try arguments.expect(0...Int.max, "changed")
        if let last = lastChanged, last.count == arguments.positional.count,
            zip(last, arguments.positional).allSatisfy({ $0.equals($1) })
        {
            return .bool(false)
        }
        if lastChanged == nil { renderer.keep(self) }
        lastChanged = arguments.positional
        return .bool(true)
    }

    /// `loop(children)` in a recursive loop renders the loop's body for the children.
    override func call(_ arguments: Arguments, _ renderer: Renderer) throws(JinjaError) -> Value {
        let bound = try arguments.bind("loop", ["iterable"], required: 1)
        guard statement.isRecursive else {
            throw .runtime("The loop must have the 'recursive' marker to be called recursively.")
        }
        let text = try renderer.nested { () throws(JinjaError) in
            try renderer.withScope(scope) { () throws(JinjaError) in
                try renderer.capture { () throws(JinjaError) in
                    try statement.run(over: bound[0] ?? .null, depth: level + 1, renderer)
                }
            }
        }
        return renderer.autoescape ? .markup(text) : .string(text)
    }

    override func represent(into text: inout TextBuilder) throws(JinjaError) {
        try text.append("<LoopContext \(index + 1)/\(knownCount.map(String.init) ?? "?")>")
    }
}
