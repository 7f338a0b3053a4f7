// Operators, from the loosest to the tightest.
extension Parser {
    mutating func parseExpression(allowsCondition: Bool = true) throws(JinjaError) -> any Expression {
        try enter()
        defer { leave() }
        guard allowsCondition else { return try parseLogical(isConjunction: false) }
        let earlierUnknown = unknownName
        var conditions = 0
        var value = try parseLogical(isConjunction: false)
        while current.isName("if") {
            advance()
            conditions += 1
            guard conditions < RenderLimits.syntaxDepth else { throw failure("Too many conditions in one expression") }
            let condition = try parseLogical(isConjunction: false)
            let otherwise = skip(name: "else") ? try parseExpression() : nil
            value = Conditional(condition: condition, value: value, otherwise: otherwise)
            unknownName = earlierUnknown
        }
        return value
    }

    private mutating func parseLogical(isConjunction: Bool) throws(JinjaError) -> any Expression {
        var operands = [isConjunction ? try parseNot() : try parseLogical(isConjunction: true)]
        while skip(name: isConjunction ? "and" : "or") {
            operands.append(isConjunction ? try parseNot() : try parseLogical(isConjunction: true))
        }
        return operands.count == 1 ? operands[0] : LogicalChain(operands: operands, isConjunction: isConjunction)
    }

    private mutating func parseNot() throws(JinjaError) -> any Expression {
        guard skip(name: "not") else { return try parseComparison() }
        try enter()
        defer { leave() }
        return Negation(operand: try parseNot())
    }

    private mutating func parseComparison() throws(JinjaError) -> any Expression {
        let first = try parseArithmetic(.sum)
        var rest: [(operation: ComparisonOperator, operand: any Expression, offset: Int)] = []
        while let operation = comparisonOperator {
            let offset = advance().offset
            if operation == .notContained { advance() }
            rest.append((operation, try parseArithmetic(.sum), offset))
        }
        return rest.isEmpty ? first : ComparisonChain(first: first, rest: rest)
    }

    private var comparisonOperator: ComparisonOperator? {
        switch current.kind {
        case .op: return ComparisonOperator(rawValue: current.text)
        case .name where current.text == "in": return .contained
        case .name where current.text == "not" && peek().isName("in"): return .notContained
        default: return nil
        }
    }

    enum ArithmeticLevel {
        case sum, concatenation, product, power

        var operators: [ArithmeticOperator] {
            switch self {
            case .sum: [.add, .subtract]
            case .concatenation: []
            case .product: [.multiply, .divide, .floorDivide, .modulo]
            case .power: [.power]
            }
        }
    }

    private mutating func parseArithmetic(_ level: ArithmeticLevel) throws(JinjaError) -> any Expression {
        let first = try parseOperand(of: level)
        if level == .concatenation { return try parseConcatenation(first) }
        var rest: [(operation: ArithmeticOperator, operand: any Expression, offset: Int)] = []
        while current.kind == .op, let operation = ArithmeticOperator(rawValue: current.text),
            level.operators.contains(operation)
        {
            let offset = advance().offset
            rest.append((operation, try parseOperand(of: level), offset))
        }
        return rest.isEmpty ? first : ArithmeticChain(first: first, rest: rest)
    }

    private mutating func parseOperand(of level: ArithmeticLevel) throws(JinjaError) -> any Expression {
        switch level {
        case .sum: try parseArithmetic(.concatenation)
        case .concatenation: try parseArithmetic(.product)
        case .product: try parseArithmetic(.power)
        case .power: try parseUnary()
        }
    }

    private mutating func parseConcatenation(_ first: any Expression) throws(JinjaError) -> any Expression {
        var operands = [first]
        let offset = current.offset
        while skip(operator: "~") { operands.append(try parseOperand(of: .concatenation)) }
        return operands.count == 1 ? first : Concatenation(operands: operands, offset: offset)
    }

    private mutating func parseUnary(allowsFilters: Bool = true) throws(JinjaError) -> any Expression {
        try enter()
        defer { leave() }
        var node: any Expression
        if current.isOperator("-") || current.isOperator("+") {
            let token = advance()
            node = Sign(operand: try parseUnary(allowsFilters: false), isMinus: token.text == "-", offset: token.offset)
        } else {
            node = try parsePrimary()
        }
        return try parsePostfix(node, allowsFilters: allowsFilters)
    }
}
