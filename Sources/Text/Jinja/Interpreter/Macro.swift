/// A macro, or the body of a call block, together with the variables it was defined among.
final class Macro: Object {
    private let definition: MacroDefinition
    private let scope: Scope?

    init(_ definition: MacroDefinition, _ renderer: Renderer) {
        self.definition = definition
        scope = renderer.scope
        if let scope { renderer.keep(scope) }
    }

    override var typeName: String { "Macro" }
    override var isCallable: Bool { true }

    override func represent(into text: inout TextBuilder) throws(JinjaError) {
        try text.append("<Macro \(definition.name?.pythonRepresentation ?? "anonymous")>")
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws(JinjaError) -> Value? {
        switch name {
        case "name": definition.name.map { .string($0) } ?? Value.null
        case "arguments": try .tuple(definition.parameters.map { .string($0.name) })
        case "catch_kwargs": .bool(definition.readsKeywords != nil)
        case "catch_varargs": .bool(definition.readsPositional != nil)
        case "caller": .bool(definition.readsCaller != nil)
        default: nil
        }
    }

    override func call(_ arguments: Arguments, _ renderer: Renderer) throws(JinjaError) -> Value {
        try renderer.tick()
        let local = Scope(parent: scope)
        let text = try renderer.nested { () throws(JinjaError) in
            try renderer.withScope(local) { () throws(JinjaError) in
                try bind(arguments, local, renderer)
                return try renderer.capture { () throws(JinjaError) in _ = try renderer.run(definition.body) }
            }
        }
        return renderer.autoescape ? .markup(text) : .string(text)
    }

    private var title: String { "macro '\(definition.name ?? "caller")'" }

    private func bind(_ arguments: Arguments, _ local: Scope, _ renderer: Renderer) throws(JinjaError) {
        var named = arguments.named
        func take(_ name: String) -> Value? {
            named.firstIndex { $0.name == name }.map { named.remove(at: $0).value }
        }
        let count = definition.parameters.count
        let given = min(arguments.positional.count, count)
        for (parameter, value) in zip(definition.parameters, arguments.positional) {
            local.set(parameter.symbol, value)
        }
        var missing: [MacroDefinition.Parameter] = []
        for parameter in definition.parameters.dropFirst(given) {
            if let value = take(parameter.name) {
                local.set(parameter.symbol, value)
            } else {
                local.set(parameter.symbol, .undefined("parameter '\(parameter.name)' was not provided"))
                missing.append(parameter)
            }
        }
        if let symbol = definition.readsCaller {
            local.set(symbol, take("caller") ?? .undefined("No caller defined"))
        }
        try bindRest(named, Array(arguments.positional.dropFirst(count)), local)
        for parameter in missing {
            guard let value = try parameter.defaultValue?.evaluate(renderer) else { continue }
            local.set(parameter.symbol, value)
        }
    }

    private func bindRest(
        _ named: [(name: String, value: Value)], _ positional: [Value], _ local: Scope
    ) throws(JinjaError) {
        if let symbol = definition.readsKeywords {
            let dict = Dict()
            for (name, value) in named { try dict.set(name, value) }
            local.set(symbol, .dict(dict))
        } else if let first = named.first {
            throw .runtime("\(title) takes no keyword argument '\(first.name)'")
        }
        if let symbol = definition.readsPositional {
            local.set(symbol, try .tuple(positional))
        } else if !positional.isEmpty {
            throw .runtime("\(title) takes not more than \(definition.parameters.count) argument(s)")
        }
    }
}
