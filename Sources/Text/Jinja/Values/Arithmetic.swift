/// Python's operators on numbers, strings and lists. Where Python would go on with more digits than `Int` has, this
/// reports an overflow.
enum Arithmetic {
    static func apply(
        _ operation: ArithmeticOperator, _ left: Value, _ right: Value, _ renderer: Renderer
    ) throws(JinjaError) -> Value {
        if let a = left.index, let b = right.index { return try integers(operation, a, b) }
        if let a = left.number, let b = right.number {
            if case .double = left { return try doubles(operation, a, b) }
            if case .double = right { return try doubles(operation, a, b) }
            if operation == .divide { return try doubles(operation, a, b) }
            throw overflow
        }
        if let result = try sequences(operation, left, right, renderer) { return result }
        if case .undefined(let undefined) = left { throw undefined.failure }
        throw right.typeError(
            "unsupported operand type(s) for \(operation.rawValue): '\(left.typeName)' and '\(right.typeName)'")
    }

    static var overflow: JinjaError { .runtime("integer overflow: the result does not fit 64 bits") }
    private static var zeroDivision: JinjaError { .runtime("division by zero") }

    static func sign(_ value: Value, isMinus: Bool) throws(JinjaError) -> Value {
        if let number = value.index {
            guard isMinus else { return .int(number) }
            guard number != .min else { throw overflow }
            return .int(-number)
        }
        switch value {
        case .double(let number): return .double(isMinus ? -number : number)
        case .bigInteger(let digits):
            guard isMinus else { return value }
            let negated = digits.hasPrefix("-") ? String(digits.dropFirst()) : "-" + digits
            return Int(negated).map { .int($0) } ?? .bigInteger(negated)
        default:
            throw value.typeError("bad operand type for unary \(isMinus ? "-" : "+"): '\(value.typeName)'")
        }
    }

    // MARK: Numbers

    private static func checked(_ result: (partialValue: Int, overflow: Bool)) throws(JinjaError) -> Value {
        guard !result.overflow else { throw overflow }
        return .int(result.partialValue)
    }

    private static func integers(_ operation: ArithmeticOperator, _ a: Int, _ b: Int) throws(JinjaError) -> Value {
        switch operation {
        case .add: return try checked(a.addingReportingOverflow(b))
        case .subtract: return try checked(a.subtractingReportingOverflow(b))
        case .multiply: return try checked(a.multipliedReportingOverflow(by: b))
        case .divide:
            guard b != 0 else { throw zeroDivision }
            return .double(Double(a) / Double(b))
        case .floorDivide:
            guard b != 0 else { throw zeroDivision }
            let (quotient, overflows) = a.dividedReportingOverflow(by: b)
            guard !overflows else { throw overflow }
            return .int(a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient)
        case .modulo:
            guard b != 0 else { throw zeroDivision }
            guard b != -1 else { return .int(0) }
            let remainder = a % b
            return .int(remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder)
        case .power: return try power(a, b)
        }
    }

    private static func power(_ base: Int, _ exponent: Int) throws(JinjaError) -> Value {
        guard exponent >= 0 else {
            guard base != 0 else { throw .runtime("0.0 cannot be raised to a negative power") }
            return .double(Mathematics.power(Double(base), Double(exponent)))
        }
        if base == 0 || base == 1 { return .int(exponent == 0 ? 1 : base) }
        if base == -1 { return .int(exponent % 2 == 0 ? 1 : -1) }
        guard exponent < 64 else { throw overflow }
        var result = 1
        for _ in 0..<exponent {
            let (product, overflows) = result.multipliedReportingOverflow(by: base)
            guard !overflows else { throw overflow }
            result = product
        }
        return .int(result)
    }

    private static func doubles(_ operation: ArithmeticOperator, _ a: Double, _ b: Double) throws(JinjaError) -> Value {
        switch operation {
        case .add: return .double(a + b)
        case .subtract: return .double(a - b)
        case .multiply: return .double(a * b)
        case .divide:
            guard b != 0 else { throw zeroDivision }
            return .double(a / b)
        case .floorDivide: return .double(try floorDivision(a, b).quotient)
        case .modulo: return .double(try floorDivision(a, b).remainder)
        case .power:
            if a == 0, b < 0 { throw .runtime("0.0 cannot be raised to a negative power") }
            let result = Mathematics.power(a, b)
            guard !result.isNaN || a.isNaN || b.isNaN else { throw .runtime("the result is a complex number") }
            if result.isInfinite, a.isFinite, b.isFinite { throw .runtime("numerical result out of range") }
            return .double(result)
        }
    }

    private static func floorDivision(
        _ a: Double, _ b: Double
    ) throws(JinjaError) -> (quotient: Double, remainder: Double) {
        guard b != 0 else { throw zeroDivision }
        var remainder = a.truncatingRemainder(dividingBy: b)
        var quotient = (a - remainder) / b
        if remainder == 0 {
            remainder = b < 0 ? -0.0 : 0.0
        } else if (b < 0) != (remainder < 0) {
            remainder += b
            quotient -= 1
        }
        guard quotient != 0 else { return ((a / b).sign == .minus ? -0.0 : 0.0, remainder) }
        let floor = quotient.rounded(.down)
        return (quotient - floor > 0.5 ? floor + 1 : floor, remainder)
    }

    // MARK: Sequences

    private static func sequences(
        _ operation: ArithmeticOperator, _ left: Value, _ right: Value, _ renderer: Renderer
    ) throws(JinjaError) -> Value? {
        switch (operation, left, right) {
        case (.add, .string(let a), .string(let b)): return try renderer.made(a + b)
        case (.add, .markup(let a), .string), (.add, .markup(let a), .markup):
            return .markup(a + (try HTML.escapedText(right, renderer)))
        case (.add, .string, .markup(let b)): return .markup(try HTML.escapedText(left, renderer) + b)
        case (.add, .list(let a), .list(let b)):
            try renderer.charge(items: a.items.count + b.items.count)
            return try .list(a.items + b.items)
        case (.add, .tuple(let a), .tuple(let b)):
            try renderer.charge(items: a.items.count + b.items.count)
            return try .tuple(a.items + b.items)
        case (.multiply, _, _):
            if let count = right.index { return try repeated(left, count, renderer) }
            if let count = left.index { return try repeated(right, count, renderer) }
            return nil
        case (.modulo, .string(let format), _):
            return .string(try PercentFormat.format(format, right, escapes: false, renderer))
        case (.modulo, .markup(let format), _):
            return .markup(try PercentFormat.format(format, right, escapes: true, renderer))
        default: return nil
        }
    }

    private static func repeated(_ value: Value, _ count: Int, _ renderer: Renderer) throws(JinjaError) -> Value? {
        let count = max(count, 0)
        switch value {
        case .string(let text), .markup(let text):
            let (bytes, overflows) = text.utf8.count.multipliedReportingOverflow(by: count)
            try renderer.charge(bytes: overflows ? .max : bytes)
            let result = bytes == 0 ? "" : String(repeating: text, count: count)
            if case .markup = value { return .markup(result) }
            return .string(result)
        case .list(let list), .tuple(let list):
            let (total, overflows) = list.items.count.multipliedReportingOverflow(by: count)
            try renderer.charge(items: overflows ? .max : total)
            let items = total == 0 ? [] : Array(repeatElement(list.items, count: count).joined())
            if case .tuple = value { return try .tuple(items) }
            return try .list(items)
        default: return nil
        }
    }
}
