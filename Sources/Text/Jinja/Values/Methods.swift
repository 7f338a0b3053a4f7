/// The methods of lists and tuples that change nothing.
enum ListMethods {
    static let mutating: Set<String> = [
        "append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort",
    ]

    static let table: [String: Method] = [
        "count": { renderer, receiver, arguments throws(JinjaError) in
            try arguments.expect(1...1, "count")
            let items = try renderer.elements(of: receiver)
            try renderer.charge(steps: items.count)
            return .int(items.reduce(0) { $1.equals(arguments.positional[0]) ? $0 + 1 : $0 })
        },
        "index": { renderer, receiver, arguments throws(JinjaError) in
            try arguments.expect(1...3, "index")
            let items = try renderer.elements(of: receiver)
            try renderer.charge(steps: items.count)
            func place(_ value: Value?, _ otherwise: Int) throws(JinjaError) -> Int {
                let index = try StringMethods.integer(value, otherwise, "index")
                return min(index < 0 ? max(index + items.count, 0) : index, items.count)
            }
            let (start, end) = (try place(arguments[1], 0), try place(arguments[2], items.count))
            guard start < end, let found = items[start..<end].firstIndex(where: { $0.equals(arguments.positional[0]) })
            else { throw .runtime("\(try renderer.representation(arguments.positional[0])) is not in list") }
            return .int(found)
        },
        "copy": { _, receiver, arguments throws(JinjaError) in
            try arguments.expectNone("copy")
            return receiver
        },
    ]
}

/// The methods of dicts that change nothing.
enum DictMethods {
    static let mutating: Set<String> = ["clear", "pop", "popitem", "setdefault", "update"]
    static let names = mutating.union(table.keys).union(["fromkeys"])

    private static func view(_ kind: DictView.Kind) -> Method {
        { _, receiver, arguments throws(JinjaError) in
            try arguments.expectNone(kind.rawValue)
            guard case .dict(let dict) = receiver else { return .null }
            return .object(DictView(kind, of: dict))
        }
    }

    static let table: [String: Method] = [
        "items": view(.items),
        "keys": view(.keys),
        "values": view(.values),
        "get": { _, receiver, arguments throws(JinjaError) in
            try arguments.expect(1...2, "get")
            guard case .dict(let dict) = receiver else { return .null }
            let key = arguments.positional[0]
            guard key.isHashable else { throw key.typeError("unhashable type: '\(key.typeName)'") }
            return dict[key] ?? arguments[1] ?? .null
        },
        "copy": { _, receiver, arguments throws(JinjaError) in
            try arguments.expectNone("copy")
            return receiver
        },
    ]
}

/// The attributes of numbers that a template could want.
enum NumberAttributes {
    static func attribute(_ name: String, of value: Value) -> Value? {
        func method(_ body: @escaping () throws(JinjaError) -> Value) -> Value {
            .object(
                Function(name) { _, arguments throws(JinjaError) in
                    try arguments.expectNone(name)
                    return try body()
                })
        }
        switch (name, value) {
        case ("real", .bool(let flag)): return .int(flag ? 1 : 0)
        case ("real", _): return value
        case ("imag", .double): return .double(0)
        case ("imag", _): return .int(0)
        case ("conjugate", _): return method { value }
        case ("is_integer", .double(let number)): return method { .bool(number.isFinite && number == number.rounded()) }
        case ("numerator", .int), ("numerator", .bigInteger): return value
        case ("numerator", .bool(let flag)): return .int(flag ? 1 : 0)
        case ("denominator", .int), ("denominator", .bool), ("denominator", .bigInteger): return .int(1)
        case ("bit_length", .int(let number)):
            return method { .int(Int.bitWidth - number.magnitude.leadingZeroBitCount) }
        case ("bit_count", .int(let number)): return method { .int(number.magnitude.nonzeroBitCount) }
        default: return nil
        }
    }
}
