/// What a call was given.
struct Arguments {
    var positional: [Value] = []
    var named: [(name: String, value: Value)] = []

    var isEmpty: Bool { positional.isEmpty && named.isEmpty }

    /// Puts the arguments into the order of the parameters; nil where one was not given.
    func bind(_ function: String, _ parameters: [String], required: Int = 0) throws(JinjaError) -> [Value?] {
        guard positional.count <= parameters.count else {
            throw .runtime("\(function)() takes at most \(parameters.count) arguments (\(positional.count) given)")
        }
        var bound: [Value?] = positional.map { $0 }
        bound.append(contentsOf: Array(repeating: nil, count: parameters.count - positional.count))
        for (name, value) in named {
            guard let index = parameters.firstIndex(of: name) else {
                throw .runtime("\(function)() got an unexpected keyword argument '\(name)'")
            }
            guard bound[index] == nil else {
                throw .runtime("\(function)() got multiple values for argument '\(name)'")
            }
            bound[index] = value
        }
        for index in 0..<required where bound[index] == nil {
            throw .runtime("\(function)() missing required argument: '\(parameters[index])'")
        }
        return bound
    }

    /// A switch that Python converts to an integer, so that only integers and booleans will do.
    static func flag(_ value: Value?) throws(JinjaError) -> Bool {
        guard let value else { return false }
        guard let index = value.index else {
            throw value.typeError("'\(value.typeName)' object cannot be interpreted as an integer")
        }
        return index != 0
    }

    /// For methods that take positional arguments only.
    func expect(_ counts: ClosedRange<Int>, _ function: String) throws(JinjaError) {
        guard named.isEmpty else { throw .runtime("\(function)() takes no keyword arguments") }
        guard counts.contains(positional.count) else {
            throw .runtime(
                "\(function)() takes \(counts.lowerBound) to \(counts.upperBound) arguments (\(positional.count) given)"
            )
        }
    }

    func expectNone(_ function: String) throws(JinjaError) { try expect(0...0, function) }

    subscript(index: Int) -> Value? { index < positional.count ? positional[index] : nil }
}
