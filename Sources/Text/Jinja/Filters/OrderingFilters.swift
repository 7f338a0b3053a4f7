// Filters that sort, group and find extremes.
extension Filters {
    static let ordering: [String: Filter] = [
        "sort": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("sort", ["reverse", "case_sensitive", "attribute"])
            let paths = AttributePath.several(bound[2])
            let folds = !(bound[1]?.isTrue ?? false)
            let items = try renderer.elements(of: value)
            return try .list(
                try sorted(items, isReversed: Arguments.flag(bound[0]), renderer) {
                    item throws(JinjaError) in
                    var keys: [Value] = []
                    for path in paths { keys.append(fold(try path.value(of: item, renderer), folds)) }
                    return try .list(keys)
                })
        },
        "dictsort": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("dictsort", ["case_sensitive", "by", "reverse"])
            let by = bound[1].map { $0.text ?? "" } ?? "key"
            guard by == "key" || by == "value" else {
                throw .runtime("You can only sort by either \"key\" or \"value\"")
            }
            guard case .dict(let dict) = value else {
                throw value.typeError("'\(value.typeName)' has no attribute 'items'")
            }
            let folds = !(bound[0]?.isTrue ?? false)
            let pairs = try dict.pairTuples()
            return try .list(
                try sorted(pairs, isReversed: Arguments.flag(bound[2]), renderer) {
                    pair throws(JinjaError) in
                    guard case .tuple(let list) = pair else { return .null }
                    return fold(list.items[by == "key" ? 0 : 1], folds)
                })
        },
        "min": { renderer, value, arguments throws(JinjaError) in try extreme("min", value, arguments, renderer) },
        "max": { renderer, value, arguments throws(JinjaError) in try extreme("max", value, arguments, renderer) },
        "unique": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("unique", ["case_sensitive", "attribute"])
            let path = AttributePath(bound[1])
            let folds = !(bound[0]?.isTrue ?? false)
            let seen = Dict()
            return try generator("generator", [value], over: value, renderer) { renderer, item throws(JinjaError) in
                let key = fold(try path.value(of: item, renderer), folds)
                try renderer.charge(steps: key.size)
                let count = seen.count
                try seen.set(key, .null)
                return seen.count > count ? item : nil
            }
        },
        "groupby": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("groupby", ["attribute", "default", "case_sensitive"], required: 1)
            let path = AttributePath(bound[0])
            let folds = !(bound[2]?.isTrue ?? false)
            let key: (Value) throws(JinjaError) -> Value = { item throws(JinjaError) in
                fold(try path.value(of: item, renderer, otherwise: bound[1]), folds)
            }
            let items = try sorted(try renderer.elements(of: value), isReversed: false, renderer, by: key)
            var groups: [(key: Value, items: [Value])] = []
            for item in items {
                let current = try key(item)
                if let last = groups.last, last.key.equals(current) {
                    groups[groups.count - 1].items.append(item)
                } else {
                    groups.append((current, [item]))
                }
            }
            var tuples: [Value] = []
            for group in groups {
                let name = try path.value(of: group.items[0], renderer, otherwise: bound[1])
                tuples.append(.tuple(try List([name, try .list(group.items)], isGroup: true)))
            }
            return try .list(tuples)
        },
    ]

    /// Strings compare without regard to case unless told otherwise.
    private static func fold(_ value: Value, _ folds: Bool) -> Value {
        guard folds, let text = value.text else { return value }
        return .string(text.pythonLower)
    }

    /// A stable merge sort, because the order of two values can be an error.
    static func sorted(
        _ items: [Value], isReversed: Bool, _ renderer: Renderer, by key: (Value) throws(JinjaError) -> Value
    ) throws(JinjaError) -> [Value] {
        try renderer.charge(items: items.count)
        var keyed: [(key: Value, item: Value)] = []
        for item in items { keyed.append((try key(item), item)) }
        var width = 1
        while width < keyed.count {
            try renderer.charge(steps: keyed.count)
            var merged: [(key: Value, item: Value)] = []
            merged.reserveCapacity(keyed.count)
            for start in stride(from: 0, to: keyed.count, by: 2 * width) {
                var left = keyed[start..<min(start + width, keyed.count)]
                var right = keyed[min(start + width, keyed.count)..<min(start + 2 * width, keyed.count)]
                while let a = left.first, let b = right.first {
                    try renderer.charge(steps: min(a.key.size, b.key.size))
                    let takesRight = try isReversed ? a.key.isLess(than: b.key) : b.key.isLess(than: a.key)
                    merged.append(takesRight ? b : a)
                    if takesRight { right.removeFirst() } else { left.removeFirst() }
                }
                merged += left
                merged += right
            }
            keyed = merged
            width *= 2
        }
        return keyed.map(\.item)
    }

    private static func extreme(
        _ name: String, _ value: Value, _ arguments: Arguments, _ renderer: Renderer
    ) throws(JinjaError) -> Value {
        let bound = try arguments.bind(name, ["case_sensitive", "attribute"])
        let path = AttributePath(bound[1])
        let folds = !(bound[0]?.isTrue ?? false)
        var iterator = try renderer.iterate(value)
        guard var best = try iterator.next(renderer) else {
            return .undefined("No aggregated item, sequence was empty.")
        }
        var bestKey = fold(try path.value(of: best, renderer), folds)
        while let item = try iterator.next(renderer) {
            let key = fold(try path.value(of: item, renderer), folds)
            if try name == "min" ? key.isLess(than: bestKey) : bestKey.isLess(than: key, symbol: ">") {
                (best, bestKey) = (item, key)
            }
        }
        return best
    }
}
