/// A test after `is`: the value, then the arguments.
typealias ValueTest = @Sendable (Renderer, Value, Arguments) throws(JinjaError) -> Bool

/// Jinja's tests by name.
enum ValueTests {
    static let table: [String: ValueTest] = kinds.merging(comparisons) { $1 }.merging(numbers) { $1 }

    private static func kind(_ name: String, _ matches: @escaping @Sendable (Value) -> Bool) -> ValueTest {
        { _, value, arguments throws(JinjaError) in
            try arguments.expectNone(name)
            return matches(value)
        }
    }

    private static let kinds: [String: ValueTest] = [
        "defined": kind("defined") { !$0.isUndefined },
        "undefined": kind("undefined", \.isUndefined),
        "none": kind("none", \.isNone),
        "boolean": kind("boolean") { if case .bool = $0 { true } else { false } },
        "true": kind("true") { if case .bool(true) = $0 { true } else { false } },
        "false": kind("false") { if case .bool(false) = $0 { true } else { false } },
        "integer": kind("integer") {
            switch $0 {
            case .int, .bigInteger: true
            default: false
            }
        },
        "float": kind("float") { if case .double = $0 { true } else { false } },
        "number": kind("number") { $0.number != nil },
        "string": kind("string") { $0.text != nil },
        "mapping": kind("mapping") { if case .dict = $0 { true } else { false } },
        "sequence": kind("sequence", isSequence),
        "iterable": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("iterable")
            switch value {
            case .string, .markup, .list, .tuple, .dict, .undefined: return true
            case .object(let object):
                if object is LoopObject { return true }
                return try object.iterator(renderer) != nil
            default: return false
            }
        },
        "callable": kind("callable") {
            switch $0 {
            case .undefined: true
            case .object(let object): object.isCallable
            default: false
            }
        },
        "sameas": { _, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("sameas", ["other"], required: 1)
            return isSame(value, bound[0] ?? .null)
        },
        "escaped": kind("escaped") { if case .markup = $0 { true } else { false } },
        "lower": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("lower")
            return try renderer.string(value).isAll(\.isLowercaseLetter)
        },
        "upper": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("upper")
            return try renderer.string(value).isAll(\.isUppercaseLetter)
        },
        "filter": { _, value, arguments throws(JinjaError) in
            try arguments.expectNone("filter")
            guard value.isHashable else { throw .runtime("unhashable type: '\(value.typeName)'") }
            return value.text.map { Filters.table[$0] != nil } ?? false
        },
        "test": { _, value, arguments throws(JinjaError) in
            try arguments.expectNone("test")
            guard value.isHashable else { throw .runtime("unhashable type: '\(value.typeName)'") }
            return value.text.map { table[$0] != nil } ?? false
        },
    ]

    @Sendable
    private static func isSequence(_ value: Value) -> Bool {
        switch value {
        case .string, .markup, .list, .tuple, .dict, .undefined: true
        case .object(let object): object.length != nil && object.isSubscriptable
        default: false
        }
    }

    private static func comparison(_ operation: ComparisonOperator) -> ValueTest {
        { renderer, value, arguments throws(JinjaError) in
            try arguments.expect(1...1, operation.rawValue)
            return try operation.holds(value, arguments.positional[0], renderer)
        }
    }

    private static let comparisons: [String: ValueTest] = {
        let names: [ComparisonOperator: [String]] = [
            .equal: ["==", "eq", "equalto"], .notEqual: ["!=", "ne"], .less: ["<", "lt", "lessthan"],
            .lessOrEqual: ["<=", "le"], .greater: [">", "gt", "greaterthan"], .greaterOrEqual: [">=", "ge"],
            .contained: ["in"],
        ]
        var table: [String: ValueTest] = [:]
        for (operation, names) in names {
            for name in names { table[name] = comparison(operation) }
        }
        return table
    }()

    /// Python's `is`, as far as values without identity have one: equal, and of the same type.
    private static func isSame(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.object(let a), .object(let b)): a === b
        case (.dict(let a), .dict(let b)): a === b
        default: left.typeName == right.typeName && left.equals(right)
        }
    }

    private static func remainder(_ value: Value, _ divisor: Value, _ renderer: Renderer) throws(JinjaError) -> Value {
        try Arithmetic.apply(.modulo, value, divisor, renderer)
    }

    private static let numbers: [String: ValueTest] = [
        "odd": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("odd")
            return try remainder(value, .int(2), renderer).equals(.int(1))
        },
        "even": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("even")
            return try remainder(value, .int(2), renderer).equals(.int(0))
        },
        "divisibleby": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("divisibleby", ["num"], required: 1)
            return try remainder(value, bound[0] ?? .null, renderer).equals(.int(0))
        },
    ]
}
