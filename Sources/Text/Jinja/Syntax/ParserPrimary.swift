// Names, literals, displays, and what may follow them.
extension Parser {
    mutating func parsePrimary() throws(JinjaError) -> any Expression {
        let token = current
        switch token.kind {
        case .name:
            advance()
            return parseName(token)
        case .string:
            var text = ""
            while current.kind == .string { text += advance().text }
            return Constant(literal: .string(text))
        case .integer:
            advance()
            return Constant(literal: try integer(token))
        case .float:
            advance()
            return Constant(literal: .double(Double(token.text) ?? 0))
        case .op where token.text == "(":
            advance()
            let value = try parseTuple(isParenthesized: true)
            try expect(operator: ")")
            return value
        case .op where token.text == "[":
            advance()
            let items = try parseItems(until: "]")
            return ListDisplay(items: items, isTuple: false, offset: token.offset)
        case .op where token.text == "{": return try parseDict()
        default: throw unexpected("an expression")
        }
    }

    private mutating func parseName(_ token: Token) -> any Expression {
        switch token.text {
        case "true", "True": return Constant(literal: .bool(true))
        case "false", "False": return Constant(literal: .bool(false))
        case "none", "None": return Constant(literal: .none)
        default:
            noteImplicit(token.text, isRead: true)
            return Variable(symbol: symbol(for: token.text), offset: token.offset)
        }
    }

    /// Remembers the first use of a macro's implicit variables: one that is written first is the macro's own.
    mutating func noteImplicit(_ name: String, isRead: Bool) {
        guard ["caller", "kwargs", "varargs"].contains(name) else { return }
        for index in implicitReads.indices where implicitReads[index][name] == nil {
            implicitReads[index][name] = isRead
        }
    }

    private func integer(_ token: Token) throws(JinjaError) -> Literal {
        let text = token.text.lowercased()
        let radix = text.hasPrefix("0x") ? 16 : text.hasPrefix("0o") ? 8 : text.hasPrefix("0b") ? 2 : 10
        if let value = Int(radix == 10 ? text : String(text.dropFirst(2)), radix: radix) { return .int(value) }
        guard radix == 10 else { throw failure("The number is too large", at: token.offset) }
        return .bigInteger(text)
    }

    private mutating func parseItems(until closing: String) throws(JinjaError) -> [any Expression] {
        var items: [any Expression] = []
        while !current.isOperator(closing) {
            if !items.isEmpty {
                try expect(operator: ",")
                if current.isOperator(closing) { break }
            }
            items.append(try parseExpression())
        }
        try expect(operator: closing)
        return items
    }

    private mutating func parseDict() throws(JinjaError) -> any Expression {
        let offset = advance().offset
        var members: [(key: any Expression, value: any Expression)] = []
        while !current.isOperator("}") {
            if !members.isEmpty {
                try expect(operator: ",")
                if current.isOperator("}") { break }
            }
            let key = try parseExpression()
            try expect(operator: ":")
            members.append((key, try parseExpression()))
        }
        try expect(operator: "}")
        return DictDisplay(members: members, offset: offset)
    }

    /// One expression, or a tuple where commas separate several.
    mutating func parseTuple(
        isParenthesized: Bool = false, allowsCondition: Bool = true
    ) throws(JinjaError) -> any Expression {
        let offset = current.offset
        var items: [any Expression] = []
        var isTuple = false
        while true {
            if !items.isEmpty { try expect(operator: ",") }
            if endsTuple { break }
            items.append(try parseExpression(allowsCondition: allowsCondition))
            guard current.isOperator(",") else { break }
            isTuple = true
        }
        if !isTuple {
            if let only = items.first { return only }
            guard isParenthesized else { throw unexpected("an expression") }
        }
        return ListDisplay(items: items, isTuple: true, offset: offset)
    }

    var endsTuple: Bool { current.kind == .variableEnd || current.kind == .blockEnd || current.isOperator(")") }

    // MARK: What follows

    mutating func parsePostfix(_ start: any Expression, allowsFilters: Bool) throws(JinjaError) -> any Expression {
        var node = start
        var length = 0
        var inFilters = false
        while true {
            length += 1
            guard length <= 2 * RenderLimits.syntaxDepth else { throw failure("The expression is too long") }
            if current.isOperator("(") {
                node = try parseCall(node)
            } else if !inFilters, current.isOperator(".") || current.isOperator("[") {
                node = try parseAccess(node)
            } else if allowsFilters, current.isOperator("|") {
                inFilters = true
                advance()
                node = try parseFilter(node)
            } else if allowsFilters, current.isName("is") {
                inFilters = true
                node = try parseTest(node)
            } else {
                return node
            }
        }
    }

    private mutating func parseAccess(_ object: any Expression) throws(JinjaError) -> any Expression {
        let token = advance()
        if token.text == "." {
            let name = advance()
            switch name.kind {
            case .name: return AttributeAccess(object: object, name: name.text, offset: name.offset)
            case .integer:
                let key = Constant(literal: try integer(name))
                return ItemAccess(object: object, key: key, offset: name.offset)
            default: throw failure("Expected a name or a number after '.'", at: name.offset)
            }
        }
        var keys: [any Expression] = []
        while !current.isOperator("]") {
            if !keys.isEmpty { try expect(operator: ",") }
            keys.append(try parseKey())
        }
        try expect(operator: "]")
        let key = keys.count == 1 ? keys[0] : ListDisplay(items: keys, isTuple: true, offset: token.offset)
        return ItemAccess(object: object, key: key, offset: token.offset)
    }

    private mutating func parseKey() throws(JinjaError) -> any Expression {
        var parts: [(any Expression)?] = [nil]
        if !current.isOperator(":") {
            let first = try parseExpression()
            guard current.isOperator(":") else { return first }
            parts[0] = first
        }
        while parts.count < 3, skip(operator: ":") {
            let isEmpty = current.isOperator(":") || current.isOperator("]") || current.isOperator(",")
            parts.append(isEmpty ? nil : try parseExpression())
        }
        return SliceDisplay(start: parts[0], stop: parts[1], step: parts.count > 2 ? parts[2] : nil)
    }

    private mutating func parseCall(_ callee: any Expression) throws(JinjaError) -> any Expression {
        let offset = current.offset
        return Call(callee: callee, arguments: try parseArguments(), offset: offset)
    }

    mutating func parseArguments() throws(JinjaError) -> ArgumentList {
        let opening = current.offset
        try expect(operator: "(")
        var list = ArgumentList()
        var isFirst = true
        while !current.isOperator(")") {
            if !isFirst {
                try expect(operator: ",")
                if current.isOperator(")") { break }
            }
            isFirst = false
            guard try parseArgument(into: &list) else {
                throw failure("The arguments of this call are in an order that Python does not allow", at: opening)
            }
        }
        try expect(operator: ")")
        return list
    }

    private mutating func parseArgument(into list: inout ArgumentList) throws(JinjaError) -> Bool {
        if current.isOperator("*") {
            guard list.spread == nil, list.namedSpread == nil else { return false }
            advance()
            list.spread = try parseExpression()
        } else if current.isOperator("**") {
            guard list.namedSpread == nil else { return false }
            advance()
            list.namedSpread = try parseExpression()
        } else if current.kind == .name, peek().isOperator("=") {
            guard list.namedSpread == nil else { return false }
            let name = advance()
            advance()
            if list.named.contains(where: { $0.name == name.text }) {
                throw failure("The argument '\(name.text)' is given twice", at: name.offset)
            }
            list.named.append((name.text, try parseExpression()))
        } else {
            guard list.spread == nil, list.namedSpread == nil, list.named.isEmpty else { return false }
            list.positional.append(try parseExpression())
        }
        return true
    }

    mutating func parseFilter(_ subject: (any Expression)?) throws(JinjaError) -> FilterCall {
        let (name, offset) = try parseDottedName()
        let filter = Filters.table[name]
        if filter == nil { noteUnknown("There is no filter named '\(name)'", at: offset) }
        let arguments = current.isOperator("(") ? try parseArguments() : ArgumentList()
        return FilterCall(subject: subject, name: name, filter: filter, arguments: arguments, offset: offset)
    }

    private mutating func noteUnknown(_ message: String, at offset: Int) {
        if !isLenient, unknownName == nil { unknownName = failure(message, at: offset) }
    }

    private mutating func parseDottedName() throws(JinjaError) -> (String, Int) {
        let first = try expectName()
        var name = first.text
        while skip(operator: ".") { name += "." + (try expectName().text) }
        return (name, first.offset)
    }

    private mutating func parseTest(_ subject: any Expression) throws(JinjaError) -> any Expression {
        advance()
        let isNegated = skip(name: "not")
        let (name, offset) = try parseDottedName()
        let test = ValueTests.table[name]
        if test == nil { noteUnknown("There is no test named '\(name)'", at: offset) }
        var arguments = ArgumentList()
        if current.isOperator("(") {
            arguments = try parseArguments()
        } else if startsTestArgument {
            if current.isName("is") { throw failure("Tests cannot be chained with 'is'") }
            let argument = try parsePrimary()
            arguments.positional = [try parsePostfix(argument, allowsFilters: false)]
        }
        return TestCall(
            subject: subject, name: name, test: test, arguments: arguments, isNegated: isNegated, offset: offset)
    }

    private var startsTestArgument: Bool {
        switch current.kind {
        case .name: !["else", "or", "and"].contains(current.text)
        case .string, .integer, .float: true
        case .op: current.text == "[" || current.text == "{"
        default: false
        }
    }
}
