/// A node that has a value. Nodes are immutable and know where they stand in the source, in bytes.
protocol Expression: Sendable {
    func evaluate(_ renderer: Renderer) throws(JinjaError) -> Value
}

/// A variable's name as a number: its place in the template's list of names.
typealias Symbol = Int

enum Literal: Sendable {
    case none, bool(Bool), int(Int), bigInteger(String), double(Double), string(String)
}

struct Constant: Expression {
    let literal: Literal
}

struct Variable: Expression {
    let symbol: Symbol
    let offset: Int
}

struct ListDisplay: Expression {
    let items: [any Expression]
    let isTuple: Bool
    let offset: Int
}

struct DictDisplay: Expression {
    let members: [(key: any Expression, value: any Expression)]
    let offset: Int
}

/// `object.name`
struct AttributeAccess: Expression {
    let object: any Expression
    let name: String
    let offset: Int
    /// Python attributes win over keys, so it matters whether a dict has a method of that name.
    let isDictAttribute: Bool

    init(object: any Expression, name: String, offset: Int) {
        self.object = object
        self.name = name
        self.offset = offset
        isDictAttribute = DictMethods.names.contains(name) || name.hasPrefix("__")
    }
}

/// `object[key]`
struct ItemAccess: Expression {
    let object: any Expression
    let key: any Expression
    let offset: Int
}

/// `start:stop:step` inside brackets.
struct SliceDisplay: Expression {
    let start: (any Expression)?
    let stop: (any Expression)?
    let step: (any Expression)?
}

struct ArgumentList: Sendable {
    var positional: [any Expression] = []
    var named: [(name: String, value: any Expression)] = []
    var spread: (any Expression)?
    var namedSpread: (any Expression)?
}

struct Call: Expression {
    let callee: any Expression
    let arguments: ArgumentList
    let offset: Int
    /// The method, where the callee is `object.name` and strings have a method of that name.
    let stringMethod: Method?

    init(callee: any Expression, arguments: ArgumentList, offset: Int) {
        self.callee = callee
        self.arguments = arguments
        self.offset = offset
        stringMethod = (callee as? AttributeAccess).flatMap { StringMethods.table[$0.name] }
    }
}

struct FilterCall: Expression {
    /// Nil at the head of a filter block, whose text is the subject.
    let subject: (any Expression)?
    let name: String
    /// Nil for an unknown filter where Jinja complains only when it is reached.
    let filter: Filter?
    let arguments: ArgumentList
    let offset: Int
}

struct TestCall: Expression {
    let subject: any Expression
    let name: String
    let test: ValueTest?
    let arguments: ArgumentList
    let isNegated: Bool
    let offset: Int
}

enum ArithmeticOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case modulo = "%"
    case power = "**"
}

/// Operands of one precedence, from left to right; kept flat so that a long chain costs no stack.
struct ArithmeticChain: Expression {
    let first: any Expression
    let rest: [(operation: ArithmeticOperator, operand: any Expression, offset: Int)]
}

enum ComparisonOperator: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case contained = "in"
    case notContained = "not in"
}

/// `a < b <= c`: every neighbouring pair must hold.
struct ComparisonChain: Expression {
    let first: any Expression
    let rest: [(operation: ComparisonOperator, operand: any Expression, offset: Int)]
}

/// `a and b and c`, or the same with `or`: the operand that decides is the value.
struct LogicalChain: Expression {
    let operands: [any Expression]
    let isConjunction: Bool
}

struct Concatenation: Expression {
    let operands: [any Expression]
    let offset: Int
}

struct Negation: Expression {
    let operand: any Expression
}

struct Sign: Expression {
    let operand: any Expression
    let isMinus: Bool
    let offset: Int
}

struct Conditional: Expression {
    let condition: any Expression
    let value: any Expression
    let otherwise: (any Expression)?
}
