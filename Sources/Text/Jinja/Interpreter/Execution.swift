// What each statement does.

extension Renderer {
    func run(_ body: Body) throws(JinjaError) -> Flow {
        for statement in body {
            let flow = try statement.execute(self)
            guard flow == .next else { return flow }
        }
        return .next
    }

    /// Blocks write only strings: Python joins what they yield without converting it.
    func writeText(_ value: Value) throws(JinjaError) {
        guard let text = value.text else {
            throw value.typeError("expected str instance, \(value.typeName) found")
        }
        try write(text)
    }

    /// The text a body writes, with variables of its own. Leaving a loop from inside discards the text.
    func captureInScope(_ body: Body) throws(JinjaError) -> (text: String, flow: Flow) {
        var flow = Flow.next
        let text = try capture { () throws(JinjaError) in
            flow = try withScope(Scope(parent: scope)) { () throws(JinjaError) in try run(body) }
        }
        return (text, flow)
    }

    func assign(_ target: Target, _ value: Value) throws(JinjaError) {
        switch target {
        case .name(let symbol): assign(symbol, value)
        case .tuple(let targets):
            let items = try unpack(value, count: targets.count)
            for (target, item) in zip(targets, items) { try assign(target, item) }
        case .namespace(let symbol, let attribute, let place):
            try namespace(symbol, at: place).set(attribute, value)
        }
    }

    /// Python checks the namespaces of an assignment before it computes the value.
    func checkNamespaces(of target: Target) throws(JinjaError) {
        switch target {
        case .name: break
        case .tuple(let targets): for target in targets { try checkNamespaces(of: target) }
        case .namespace(let symbol, _, let place): _ = try namespace(symbol, at: place)
        }
    }

    private func namespace(_ symbol: Symbol, at place: Int) throws(JinjaError) -> Namespace {
        guard case .object(let object)? = lookup(symbol), let namespace = object as? Namespace else {
            offset = place
            throw .runtime("cannot assign attribute on non-namespace object")
        }
        return namespace
    }

    private func unpack(_ value: Value, count: Int) throws(JinjaError) -> [Value] {
        if case .tuple(let list) = value, list.items.count == count { return list.items }
        let complaint = "cannot unpack non-iterable \(value.typeName) object"
        var iterator = try iterate(value, complaint: complaint)
        var items: [Value] = []
        while items.count <= count, let item = try iterator.next(self) { items.append(item) }
        guard items.count == count else {
            let found = items.count > count ? "too many" : "not enough"
            throw .runtime("\(found) values to unpack (expected \(count))")
        }
        return items
    }
}

extension TextOutput {
    func execute(_ renderer: Renderer) throws(JinjaError) -> Flow {
        try renderer.charge(steps: 1)
        try renderer.write(text)
        return .next
    }
}

extension ValueOutput {
    func execute(_ renderer: Renderer) throws(JinjaError) -> Flow {
        let value = try expression.evaluate(renderer)
        if renderer.autoescape {
            try renderer.write(try HTML.escapedText(value, renderer))
        } else {
            try renderer.write(try renderer.string(value))
        }
        return .next
    }
}

extension IfStatement {
    func execute(_ renderer: Renderer) throws(JinjaError) -> Flow {
        try renderer.tick()
        for (condition, body) in branches where try condition.evaluate(renderer).isTrue {
            return try renderer.run(body)
        }
        return try renderer.run(otherwise)
    }
}

extension LoopExit {
    func execute(_ renderer: Renderer) throws(JinjaError) -> Flow { flow }
}

extension SetStatement {
    func execute(_ renderer: Renderer) throws(JinjaError) -> Flow {
        try renderer.checkNamespaces(of: target)
        let value = try value.evaluate(renderer)
        try renderer.assign(target, value)
        return .next
    }
}

extension SetBlock {
    func execute(_ renderer: Renderer) throws(JinjaError) -> Flow {
        try renderer.tick()
        let (text, flow) = try renderer.captureInScope(body)
        guard flow == .next else { return flow }
        var value: Value = renderer.autoescape ? .markup(text) : .string(text)
        if let filter { value = try filter.evaluate(on: value, renderer) }
        if renderer.autoescape { value = .markup(try renderer.string(value)) }
        try renderer.assign(target, value)
        return .next
    }
}

extension WithStatement {
    func execute(_ renderer: Renderer) throws(JinjaError) -> Flow {
        try renderer.tick()
        var values: [Value] = []
        for binding in bindings { values.append(try binding.value.evaluate(renderer)) }
        return try renderer.withScope(Scope(parent: renderer.scope)) { () throws(JinjaError) in
            for (binding, value) in zip(bindings, values) { try renderer.assign(binding.target, value) }
            return try renderer.run(body)
        }
    }
}

extension FilterBlock {
    func execute(_ renderer: Renderer) throws(JinjaError) -> Flow {
        try renderer.tick()
        let (text, flow) = try renderer.captureInScope(body)
        guard flow == .next else { return flow }
        let value = try filter.evaluate(on: renderer.autoescape ? .markup(text) : .string(text), renderer)
        try renderer.writeText(value)
        return .next
    }
}

extension GenerationBlock {
    func execute(_ renderer: Renderer) throws(JinjaError) -> Flow {
        try renderer.tick()
        return try renderer.withScope(Scope(parent: renderer.scope)) { () throws(JinjaError) in
            try renderer.run(body)
        }
    }
}

extension AutoescapeBlock {
    func execute(_ renderer: Renderer) throws(JinjaError) -> Flow {
        try renderer.tick()
        let isOn = try isOn.evaluate(renderer).isTrue
        let wasOn = renderer.autoescape
        renderer.autoescape = isOn
        defer { renderer.autoescape = wasOn }
        return try renderer.withScope(Scope(parent: renderer.scope)) { () throws(JinjaError) in
            try renderer.run(body)
        }
    }
}

extension NamedBlock {
    func execute(_ renderer: Renderer) throws(JinjaError) -> Flow {
        try renderer.tick()
        return try renderer.withScope(Scope(parent: isScoped ? renderer.scope : nil)) { () throws(JinjaError) in
            try renderer.run(body)
        }
    }
}

extension OtherTemplate {
    func execute(_ renderer: Renderer) throws(JinjaError) -> Flow {
        renderer.offset = offset
        throw .runtime("'\(keyword)' is not possible: a chat template stands alone")
    }
}

extension MacroStatement {
    func execute(_ renderer: Renderer) throws(JinjaError) -> Flow {
        renderer.assign(symbol, .object(Macro(definition, renderer)))
        return .next
    }
}

extension CallBlock {
    func execute(_ renderer: Renderer) throws(JinjaError) -> Flow {
        try renderer.tick()
        let caller = Value.object(Macro(definition, renderer))
        let function = try call.callee.evaluate(renderer)
        try renderer.writeText(try call.call(function, renderer, caller: caller))
        return .next
    }
}
