/// The functions every template can call.
enum Globals {
    static func value(named name: String) -> Value? {
        table[name].map { .object(Function(name, $0)) }
    }

    private typealias GlobalFunction = @Sendable (Renderer, Arguments) throws(JinjaError) -> Value

    private static let table: [String: GlobalFunction] = [
        "range": range,
        "dict": { renderer, arguments throws(JinjaError) in .dict(try dict(arguments, renderer)) },
        "namespace": { renderer, arguments throws(JinjaError) in
            let namespace = Namespace()
            try renderer.charge(steps: 20)
            renderer.keep(namespace)
            for (key, value) in try dict(arguments, renderer).pairs {
                if let name = key.text { namespace.set(name, value) }
            }
            return .object(namespace)
        },
        "cycler": { _, arguments throws(JinjaError) in
            guard arguments.named.isEmpty else { throw .runtime("cycler() takes no keyword arguments") }
            guard !arguments.positional.isEmpty else { throw .runtime("at least one item has to be provided") }
            return .object(Cycler(try List(arguments.positional)))
        },
        "joiner": { _, arguments throws(JinjaError) in
            let bound = try arguments.bind("joiner", ["sep"])
            return .object(try Joiner(bound[0] ?? .string(", ")))
        },
        "raise_exception": { renderer, arguments throws(JinjaError) in
            let bound = try arguments.bind("raise_exception", ["message"], required: 1)
            throw JinjaError(kind: .raised, message: try renderer.string(bound[0] ?? .null))
        },
        "strftime_now": { renderer, arguments throws(JinjaError) in
            let bound = try arguments.bind("strftime_now", ["format"], required: 1)
            guard let format = bound[0]?.text else { throw .runtime("strftime() argument 1 must be str") }
            return try renderer.made(renderer.clock().formatted(format))
        },
    ]

    /// The sandbox allows no longer range than this.
    static let longestRange = 100_000

    private static let range: GlobalFunction = { _, arguments throws(JinjaError) in
        try arguments.expect(1...3, "range")
        var numbers: [Int] = []
        for value in arguments.positional {
            guard let number = value.index else {
                throw value.typeError("'\(value.typeName)' object cannot be interpreted as an integer")
            }
            numbers.append(number)
        }
        let start = numbers.count > 1 ? numbers[0] : 0
        let stop = numbers.count > 1 ? numbers[1] : numbers[0]
        let step = numbers.count > 2 ? numbers[2] : 1
        guard step != 0 else { throw .runtime("range() arg 3 must not be zero") }
        let (span, overflows) =
            step > 0 ? stop.subtractingReportingOverflow(start) : start.subtractingReportingOverflow(stop)
        let isEmpty = step > 0 ? stop <= start : start <= stop
        let count = isEmpty ? 0 : overflows ? UInt.max : (UInt(span) - 1) / step.magnitude + 1
        guard count <= UInt(longestRange) else {
            throw .runtime("Range too big. The sandbox blocks ranges larger than MAX_RANGE (\(longestRange)).")
        }
        return .object(RangeObject(start: start, stop: stop, step: step, count: Int(count)))
    }

    /// `dict(mapping or pairs, **named)`
    private static func dict(_ arguments: Arguments, _ renderer: Renderer) throws(JinjaError) -> Dict {
        guard arguments.positional.count <= 1 else { throw .runtime("dict expected at most 1 argument") }
        let result = Dict()
        switch arguments[0] {
        case nil: break
        case .dict(let source)?:
            try renderer.charge(items: source.count)
            for (key, value) in source.pairs { try result.set(key, value) }
        case let pairs?:
            if case .undefined(let undefined) = pairs { throw undefined.failure }
            for pair in try renderer.elements(of: pairs) {
                let items = try renderer.elements(of: pair)
                guard items.count == 2 else {
                    throw .runtime("dictionary update sequence element has length \(items.count); 2 is required")
                }
                try result.set(items[0], items[1])
            }
        }
        for (name, value) in arguments.named { try result.set(name, value) }
        return result
    }
}
