// How each expression gets its value.

extension Literal {
    var value: Value {
        switch self {
        case .none: .null
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .bigInteger(let digits): .bigInteger(digits)
        case .double(let value): .double(value)
        case .string(let text): .string(text)
        }
    }
}

extension Constant {
    func evaluate(_ renderer: Renderer) -> Value { literal.value }
}

extension Variable {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value {
        try renderer.tick()
        renderer.offset = offset
        return renderer.lookup(symbol) ?? .undefined(name: renderer.names[symbol])
    }
}

extension Array where Element == any Expression {
    func evaluateAll(_ renderer: Renderer) throws(JinjaError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        for expression in self { values.append(try expression.evaluate(renderer)) }
        return values
    }
}

extension ListDisplay {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value {
        try renderer.tick()
        let list = try List(try items.evaluateAll(renderer))
        return isTuple ? .tuple(list) : .list(list)
    }
}

extension DictDisplay {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value {
        try renderer.tick()
        let dict = Dict()
        for (key, value) in members {
            let key = try key.evaluate(renderer)
            let value = try value.evaluate(renderer)
            renderer.offset = offset
            try renderer.charge(steps: key.size)
            try dict.set(key, value)
        }
        return .dict(dict)
    }
}

extension AttributeAccess {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value {
        try renderer.tick()
        let value = try object.evaluate(renderer)
        renderer.offset = offset
        if case .dict(let dict) = value, !isDictAttribute, let member = dict[name] { return member }
        return try Attributes.attribute(name, of: value, renderer)
    }
}

extension ItemAccess {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value {
        try renderer.tick()
        let value = try object.evaluate(renderer)
        let key = try key.evaluate(renderer)
        renderer.offset = offset
        return try Attributes.item(key, of: value, renderer)
    }
}

extension SliceDisplay {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value {
        let start = try start?.evaluate(renderer) ?? .null
        let stop = try stop?.evaluate(renderer) ?? .null
        let step = try step?.evaluate(renderer) ?? .null
        return .object(SliceObject(start: start, stop: stop, step: step))
    }
}

extension ArgumentList {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Arguments {
        var arguments = Arguments(positional: try positional.evaluateAll(renderer))
        for (name, value) in named { arguments.named.append((name, try value.evaluate(renderer))) }
        if let spread {
            arguments.positional += try renderer.elements(of: try spread.evaluate(renderer))
        }
        if let namedSpread { try add(try namedSpread.evaluate(renderer), to: &arguments) }
        return arguments
    }

    private func add(_ value: Value, to arguments: inout Arguments) throws(JinjaError) {
        guard case .dict(let dict) = value else { throw value.typeError("argument after ** must be a mapping") }
        let given = arguments.named
        for (key, value) in dict.pairs {
            guard let name = key.text else { throw .runtime("keywords must be strings") }
            guard !given.contains(where: { $0.name == name }) else {
                throw .runtime("got multiple values for keyword argument '\(name)'")
            }
            arguments.named.append((name, value))
        }
    }
}

extension Call {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value {
        try renderer.tick()
        if let stringMethod, let access = callee as? AttributeAccess {
            let receiver = try access.object.evaluate(renderer)
            if case .string = receiver {
                let arguments = try arguments.evaluate(renderer)
                renderer.offset = offset
                try renderer.charge(steps: receiver.scanCost)
                return try stringMethod(renderer, receiver, arguments)
            }
            renderer.offset = access.offset
            return try call(try Attributes.attribute(access.name, of: receiver, renderer), renderer)
        }
        return try call(try callee.evaluate(renderer), renderer)
    }

    func call(_ function: Value, _ renderer: Renderer, caller: Value? = nil) throws(JinjaError) -> Value {
        var arguments = try arguments.evaluate(renderer)
        if let caller { arguments.named.append(("caller", caller)) }
        renderer.offset = offset
        return try renderer.call(function, arguments)
    }
}

extension FilterCall {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value {
        guard let subject else { return .null }
        try renderer.tick()
        return try apply(to: try subject.evaluate(renderer), renderer)
    }

    /// Runs this filter, and those before it in a filter block, on the block's text.
    func evaluate(on text: Value, _ renderer: Renderer) throws(JinjaError) -> Value {
        guard let earlier = subject as? FilterCall else { return try apply(to: text, renderer) }
        return try apply(to: try earlier.evaluate(on: text, renderer), renderer)
    }

    private func apply(to subject: Value, _ renderer: Renderer) throws(JinjaError) -> Value {
        guard let filter else {
            renderer.offset = offset
            throw .runtime("There is no filter named '\(name)'")
        }
        let arguments = try arguments.evaluate(renderer)
        renderer.offset = offset
        try renderer.charge(steps: subject.scanCost)
        return try filter(renderer, subject, arguments)
    }
}

extension TestCall {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value {
        try renderer.tick()
        let subject = try subject.evaluate(renderer)
        guard let test else {
            renderer.offset = offset
            throw .runtime("There is no test named '\(name)'")
        }
        let arguments = try arguments.evaluate(renderer)
        renderer.offset = offset
        try renderer.charge(steps: subject.scanCost)
        return .bool(try test(renderer, subject, arguments) != isNegated)
    }
}

extension ArithmeticChain {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value {
        try renderer.tick()
        var value = try first.evaluate(renderer)
        for (operation, operand, offset) in rest {
            let operand = try operand.evaluate(renderer)
            renderer.offset = offset
            value = try Arithmetic.apply(operation, value, operand, renderer)
        }
        return value
    }
}

extension ComparisonChain {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value {
        try renderer.tick()
        var left = try first.evaluate(renderer)
        for (operation, operand, offset) in rest {
            let right = try operand.evaluate(renderer)
            renderer.offset = offset
            guard try operation.holds(left, right, renderer) else { return .bool(false) }
            left = right
        }
        return .bool(true)
    }
}

extension ComparisonOperator {
    func holds(_ left: Value, _ right: Value, _ renderer: Renderer) throws(JinjaError) -> Bool {
        try renderer.charge(steps: min(left.size, right.size))
        switch self {
        case .equal: return left.equals(right)
        case .notEqual: return !left.equals(right)
        case .contained: return try right.contains(left, renderer)
        case .notContained: return try !right.contains(left, renderer)
        case .less: return try left.order(to: right, symbol: rawValue).map { $0 < 0 } ?? false
        case .lessOrEqual: return try left.order(to: right, symbol: rawValue).map { $0 <= 0 } ?? false
        case .greater: return try left.order(to: right, symbol: rawValue).map { $0 > 0 } ?? false
        case .greaterOrEqual: return try left.order(to: right, symbol: rawValue).map { $0 >= 0 } ?? false
        }
    }
}

extension LogicalChain {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value {
        try renderer.tick()
        var value = Value.null
        for operand in operands {
            value = try operand.evaluate(renderer)
            if value.isTrue != isConjunction { break }
        }
        return value
    }
}

extension Concatenation {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value {
        try renderer.tick()
        let values = try operands.evaluateAll(renderer)
        renderer.offset = offset
        var builder = TextBuilder(limit: renderer.limits.stringBytes)
        let escapes = renderer.autoescape && values.contains { if case .markup = $0 { true } else { false } }
        for value in values {
            if escapes { try builder.append(HTML.escaped(value, renderer)) } else { try builder.append(value) }
        }
        try renderer.charge(bytes: builder.text.utf8.count)
        return escapes ? .markup(builder.text) : .string(builder.text)
    }
}

extension Negation {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value {
        .bool(!(try operand.evaluate(renderer)).isTrue)
    }
}

extension Sign {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value {
        try renderer.tick()
        let value = try operand.evaluate(renderer)
        renderer.offset = offset
        return try Arithmetic.sign(value, isMinus: isMinus)
    }
}

extension Conditional {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value {
        try renderer.tick()
        if try condition.evaluate(renderer).isTrue { return try value.evaluate(renderer) }
        guard let otherwise else { return .undefined("the inline if-expression was false and has no else") }
        return try otherwise.evaluate(renderer)
    }
}
