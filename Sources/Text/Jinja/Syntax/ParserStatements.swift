// The body of a template and the tags that have one.
extension Parser {
    mutating func parseTemplate() throws(JinjaError) -> Body {
        let body = try parseBody(until: [])
        guard current.kind == .end else { throw unexpected("a tag") }
        if let unknownName { throw unknownName }
        return body
    }

    /// Reads up to a tag with one of the given names, which becomes the current token.
    private mutating func parseBody(until names: [String]) throws(JinjaError) -> Body {
        try enter()
        defer { leave() }
        var body: Body = []
        while true {
            let token = current
            switch token.kind {
            case .data:
                advance()
                body.append(TextOutput(text: token.text))
            case .variableBegin:
                advance()
                body.append(ValueOutput(expression: try parseTuple(), offset: token.offset))
                guard current.kind == .variableEnd else { throw unexpected("'}}'") }
                advance()
            case .blockBegin:
                advance()
                if current.kind == .name, names.contains(current.text) { return body }
                body.append(contentsOf: try parseStatement())
                guard current.kind == .blockEnd else { throw unexpected("'%}'") }
                advance()
            case .end:
                guard names.isEmpty else { throw unexpected(names.map { "'\($0)'" }.joined(separator: " or ")) }
                return body
            default: throw unexpected("a tag")
            }
        }
    }

    mutating func parseBlock(until names: String...) throws(JinjaError) -> (body: Body, end: String) {
        _ = skip(operator: ":")
        guard current.kind == .blockEnd else { throw unexpected("'%}'") }
        advance()
        let body = try parseBody(until: names)
        return (body, advance().text)
    }

    private mutating func parseStatement() throws(JinjaError) -> Body {
        guard current.kind == .name else { throw unexpected("the name of a tag") }
        let token = advance()
        openTags.append(token.text)
        defer { openTags.removeLast() }
        switch token.text {
        case "if": return [try parseIf()]
        case "for": return [try parseFor(token)]
        case "set": return [try parseSet(token)]
        case "macro": return [try parseMacro(token)]
        case "call": return [try parseCallBlock(token)]
        case "filter": return [try parseFilterBlock(token)]
        case "with": return [try parseWith(token)]
        case "generation": return [GenerationBlock(body: try parseInnerBody(until: "endgeneration"))]
        case "break", "continue": return [try parseLoopExit(token)]
        case "print": return try parsePrint()
        case "autoescape":
            let isOn = try parseExpression()
            return [AutoescapeBlock(isOn: isOn, body: try parseBlock(until: "endautoescape").body)]
        case "block": return [try parseNamedBlock()]
        case "include", "import", "from", "extends": return [try parseOtherTemplate(token)]
        default: throw failure("Unknown tag '\(token.text)'", at: token.offset)
        }
    }

    /// A body that is a function of its own in Jinja: a loop around it cannot be left from inside.
    private mutating func parseInnerBody(until name: String) throws(JinjaError) -> Body {
        let outerLoops = loopDepth
        loopDepth = 0
        defer { loopDepth = outerLoops }
        return try parseBlock(until: name).body
    }

    private mutating func parseIf() throws(JinjaError) -> any Statement {
        let wasLenient = isLenient
        defer { isLenient = wasLenient }
        isLenient = true
        var branches: [(condition: any Expression, body: Body)] = []
        while true {
            let condition = try parseTuple(allowsCondition: false)
            let (body, end) = try parseBlock(until: "elif", "else", "endif")
            branches.append((condition, body))
            guard end != "elif" else { continue }
            let otherwise = end == "else" ? try parseBlock(until: "endif").body : []
            return IfStatement(branches: branches, otherwise: otherwise)
        }
    }

    private mutating func parseFor(_ token: Token) throws(JinjaError) -> any Statement {
        let target = try parseTarget(allowsNamespace: false)
        let loopSymbol = symbol(for: "loop")
        if target.contains(loopSymbol) { throw failure("A loop cannot assign to 'loop'", at: token.offset) }
        try expect(name: "in")
        let sequence = try parseTuple(allowsCondition: false)
        let condition = skip(name: "if") ? try parseExpression() : nil
        let isRecursive = skip(name: "recursive")
        let outerLoops = loopDepth
        loopDepth += 1
        let (body, end) = try parseBlock(until: "endfor", "else")
        loopDepth = outerLoops
        let otherwise = end == "else" ? try parseBlock(until: "endfor").body : []
        return ForStatement(
            target: target, sequence: sequence, condition: condition, isRecursive: isRecursive, body: body,
            otherwise: otherwise, loopSymbol: loopSymbol, offset: token.offset)
    }

    private func parseLoopExit(_ token: Token) throws(JinjaError) -> any Statement {
        guard loopDepth > 0 else { throw failure("'\(token.text)' stands outside a loop", at: token.offset) }
        return LoopExit(flow: token.text == "break" ? .breakLoop : .continueLoop)
    }

    private mutating func parsePrint() throws(JinjaError) -> Body {
        var body: Body = []
        while current.kind != .blockEnd {
            if !body.isEmpty { try expect(operator: ",") }
            body.append(ValueOutput(expression: try parseExpression(), offset: current.offset))
        }
        return body
    }

    private mutating func parseFilterBlock(_ token: Token) throws(JinjaError) -> any Statement {
        var filter = try parseFilter(nil)
        while skip(operator: "|") { filter = try parseFilter(filter) }
        let body = try parseBlock(until: "endfilter").body
        return FilterBlock(filter: filter, body: body, offset: token.offset)
    }

    private mutating func parseNamedBlock() throws(JinjaError) -> any Statement {
        let name = try expectName()
        guard blockNames.insert(name.text).inserted else {
            throw failure("The block '\(name.text)' is defined twice", at: name.offset)
        }
        let isScoped = skip(name: "scoped")
        _ = skip(name: "required")
        let body = try parseInnerBody(until: "endblock")
        _ = skip(name: name.text)
        return NamedBlock(isScoped: isScoped, body: body)
    }

    private mutating func parseOtherTemplate(_ token: Token) throws(JinjaError) -> any Statement {
        _ = try parseExpression()
        switch token.text {
        case "include":
            if current.isName("ignore"), peek().isName("missing") { advance(2) }
        case "import":
            try expect(name: "as")
            _ = try expectName()
        case "from":
            try expect(name: "import")
            try parseImportedNames()
        default: break
        }
        if current.isName("with") || current.isName("without"), peek().isName("context") { advance(2) }
        return OtherTemplate(keyword: token.text, offset: token.offset)
    }
}

extension Parser {
    fileprivate mutating func parseImportedNames() throws(JinjaError) {
        while true {
            let name = try expectName()
            if name.text.hasPrefix("_") {
                throw failure("Names that begin with an underscore cannot be imported", at: name.offset)
            }
            if skip(name: "as") { _ = try expectName() }
            guard skip(operator: ",") else { return }
        }
    }
}

extension Target {
    func contains(_ symbol: Symbol) -> Bool {
        switch self {
        case .name(let name): name == symbol
        case .tuple(let targets): targets.contains { $0.contains(symbol) }
        case .namespace: false
        }
    }
}
