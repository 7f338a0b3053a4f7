// Tags that bind names: assignments and macros.
extension Parser {
    private static let reserved: Set<String> = ["true", "True", "false", "False", "none", "None"]

    /// `a`, `a, b`, `(a, (b, c))`, and with namespaces `ns.a`.
    mutating func parseTarget(
        allowsNamespace: Bool, isParenthesized: Bool = false
    ) throws(JinjaError) -> Target {
        try enter()
        defer { leave() }
        var targets: [Target] = []
        var isTuple = false
        let start = current
        while true {
            if !targets.isEmpty { try expect(operator: ",") }
            if endsTuple { break }
            targets.append(try parseSingleTarget(allowsNamespace: allowsNamespace))
            guard current.isOperator(",") else { break }
            isTuple = true
        }
        if isTuple || (isParenthesized && targets.isEmpty) { return .tuple(targets) }
        guard let only = targets.first else { throw failure("Expected a name to assign to", at: start.offset) }
        return only
    }

    private mutating func parseSingleTarget(allowsNamespace: Bool) throws(JinjaError) -> Target {
        if skip(operator: "(") {
            let target = try parseTarget(allowsNamespace: allowsNamespace, isParenthesized: true)
            try expect(operator: ")")
            return target
        }
        guard current.kind == .name, !Self.reserved.contains(current.text) else {
            throw failure("Cannot assign to \(current.description)")
        }
        let token = advance()
        if allowsNamespace, skip(operator: ".") {
            noteImplicit(token.text, isRead: true)
            let attribute = try expectName().text
            return .namespace(symbol(for: token.text), attribute: attribute, offset: token.offset)
        }
        noteImplicit(token.text, isRead: false)
        return .name(symbol(for: token.text))
    }

    private mutating func parseTargetName() throws(JinjaError) -> Token {
        let token = try expectName()
        if Self.reserved.contains(token.text) { throw failure("Cannot assign to '\(token.text)'", at: token.offset) }
        return token
    }

    mutating func parseSet(_ token: Token) throws(JinjaError) -> any Statement {
        let target = try parseTarget(allowsNamespace: true)
        if skip(operator: "=") { return SetStatement(target: target, value: try parseTuple(), offset: token.offset) }
        var filter: FilterCall?
        while skip(operator: "|") { filter = try parseFilter(filter) }
        let body = try parseBlock(until: "endset").body
        return SetBlock(target: target, filter: filter, body: body, offset: token.offset)
    }

    mutating func parseWith(_ token: Token) throws(JinjaError) -> any Statement {
        var bindings: [(target: Target, value: any Expression)] = []
        while current.kind != .blockEnd {
            if !bindings.isEmpty { try expect(operator: ",") }
            let target = try parseTarget(allowsNamespace: false)
            try expect(operator: "=")
            bindings.append((target, try parseExpression()))
        }
        let body = try parseBlock(until: "endwith").body
        return WithStatement(bindings: bindings, body: body, offset: token.offset)
    }

    mutating func parseMacro(_ token: Token) throws(JinjaError) -> any Statement {
        let name = try parseTargetName().text
        let symbol = symbol(for: name)
        let parameters = try parseParameters()
        let definition = try parseMacroBody(name, parameters, until: "endmacro", offset: token.offset)
        return MacroStatement(definition: definition, symbol: symbol)
    }

    mutating func parseCallBlock(_ token: Token) throws(JinjaError) -> any Statement {
        let parameters = current.isOperator("(") ? try parseParameters() : []
        let offset = current.offset
        guard let call = try parseExpression() as? Call else { throw failure("Expected a call", at: offset) }
        let definition = try parseMacroBody(nil, parameters, until: "endcall", offset: token.offset)
        return CallBlock(definition: definition, call: call)
    }

    private mutating func parseParameters() throws(JinjaError) -> [MacroDefinition.Parameter] {
        try expect(operator: "(")
        var parameters: [MacroDefinition.Parameter] = []
        while !current.isOperator(")") {
            if !parameters.isEmpty { try expect(operator: ",") }
            let name = try parseTargetName()
            let defaultValue = skip(operator: "=") ? try parseExpression() : nil
            if defaultValue == nil, parameters.last?.defaultValue != nil {
                throw failure("A parameter without default follows one with a default", at: name.offset)
            }
            if parameters.contains(where: { $0.name == name.text }) {
                throw failure("The parameter '\(name.text)' is given twice", at: name.offset)
            }
            parameters.append(.init(name: name.text, symbol: symbol(for: name.text), defaultValue: defaultValue))
        }
        try expect(operator: ")")
        return parameters
    }

    private mutating func parseMacroBody(
        _ name: String?, _ parameters: [MacroDefinition.Parameter], until end: String, offset: Int
    ) throws(JinjaError) -> MacroDefinition {
        let outerLoops = loopDepth
        let wasLenient = isLenient
        loopDepth = 0
        isLenient = false
        implicitReads.append([:])
        let body = try parseBlock(until: end).body
        let reads = implicitReads.removeLast()
        loopDepth = outerLoops
        isLenient = wasLenient
        let declared = Set(parameters.map(\.name))
        func implicit(_ name: String) -> Symbol? {
            reads[name] == true && !declared.contains(name) ? symbols[name] : nil
        }
        if let parameter = parameters.first(where: { $0.name == "caller" }), parameter.defaultValue == nil,
            reads["caller"] == true
        {
            throw failure("A parameter named 'caller' needs a default", at: offset)
        }
        return MacroDefinition(
            name: name, parameters: parameters, body: body, offset: offset, readsCaller: implicit("caller"),
            readsKeywords: implicit("kwargs"), readsPositional: implicit("varargs"))
    }
}
