// Filters that take sequences apart and put them together.
extension Filters {
    private static let length: Filter = { renderer, value, arguments throws(JinjaError) in
        try arguments.expectNone("length")
        return .int(try renderer.length(of: value))
    }

    static let sequences: [String: Filter] = [
        "length": length,
        "count": length,
        "first": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("first")
            switch value {
            case .string(let text), .markup(let text):
                guard let first = text.unicodeScalars.first else { break }
                return .string(String(first))
            default:
                var iterator = try renderer.iterate(value)
                if let first = try iterator.next(renderer) { return first }
            }
            return .undefined("No first item, sequence was empty.")
        },
        "last": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("last")
            let items = try reversible(value, renderer)
            guard let items else { throw value.typeError("'\(value.typeName)' object is not reversible") }
            return items.last ?? .undefined("No last item, sequence was empty.")
        },
        "list": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("list")
            let items = try renderer.elements(of: value)
            try renderer.charge(items: items.count)
            return try .list(items)
        },
        "join": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("join", ["d", "attribute"])
            let path = AttributePath(bound[1])
            let separator = try renderer.string(bound[0] ?? .string(""))
            var builder = TextBuilder(limit: renderer.limits.stringBytes)
            var iterator = try renderer.iterate(value)
            var isFirst = true
            while let item = try iterator.next(renderer) {
                if !isFirst { try builder.append(separator) }
                isFirst = false
                let text = try path.value(of: item, renderer)
                try builder.append(try renderer.autoescape ? HTML.escapedText(text, renderer) : renderer.string(text))
            }
            return try StringMethods.like(renderer.autoescape ? .markup("") : .string(""), builder.text, renderer)
        },
        "reverse": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("reverse")
            if let text = value.text {
                try renderer.charge(bytes: text.utf8.count)
                return try StringMethods.like(
                    value, String(String.UnicodeScalarView(text.unicodeScalars.reversed())), renderer)
            }
            guard let items = try reversible(value, renderer) else {
                return try .list(try renderer.elements(of: value).reversed())
            }
            return try generator("reversed", [value], over: .list(items.reversed()), renderer) {
                _, item throws(JinjaError) in item
            }
        },
        "batch": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("batch", ["linecount", "fill_with"], required: 1)
            return try deferred([value] + arguments.positional + arguments.named.map(\.value)) {
                renderer throws(JinjaError) in
                try rows(of: try renderer.elements(of: value), bound[0] ?? .null, fill: bound[1] ?? .null, renderer)
            }
        },
        "slice": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("slice", ["slices", "fill_with"], required: 1)
            return try deferred([value] + arguments.positional + arguments.named.map(\.value)) {
                renderer throws(JinjaError) in
                let items = try renderer.elements(of: value)
                let count = try StringMethods.integer(bound[0], 1, "slice")
                guard count != 0 else { throw .runtime("integer division or modulo by zero") }
                try renderer.charge(items: max(count, 0))
                return try columns(items, max(count, 0), fill: bound[1] ?? .null)
            }
        },
        "items": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("items")
            return try deferred([value]) { _ throws(JinjaError) in
                if value.isUndefined { return [] }
                guard case .dict(let dict) = value else { throw .runtime("Can only get item pairs from a mapping.") }
                return try dict.pairTuples()
            }
        },
    ]

    /// A Python generator that yields what the transformation keeps of each item.
    static func generator(
        _ name: String, _ holding: [Value], over value: Value, _ renderer: Renderer,
        _ transform: @escaping (Renderer, Value) throws(JinjaError) -> Value?
    ) throws(JinjaError) -> Value {
        var iterator: ValueIterator?
        return .object(
            try Generator(name, holding: holding + [value]) { renderer throws(JinjaError) in
                if iterator == nil { iterator = try renderer.iterate(value) }
                while let item = try iterator?.next(renderer) {
                    if let kept = try transform(renderer, item) { return kept }
                }
                return nil
            })
    }

    /// A generator that works out its items when the first one is asked for, and fails no earlier.
    private static func deferred(
        _ holding: [Value], _ items: @escaping (Renderer) throws(JinjaError) -> [Value]
    ) throws(JinjaError) -> Value {
        var iterator: ValueIterator?
        return .object(
            try Generator("generator", holding: holding) { renderer throws(JinjaError) in
                if iterator == nil { iterator = ValueIterator(try items(renderer)) }
                return try iterator?.next(renderer)
            })
    }

    private static func rows(
        of items: [Value], _ size: Value, fill: Value, _ renderer: Renderer
    ) throws(JinjaError) -> [Value] {
        guard let size = size.number else { throw size.typeError("a row's length must be a number") }
        var rows: [Value] = []
        var row: [Value] = []
        for item in items {
            if Double(row.count) == size {
                rows.append(try .list(row))
                row = []
            }
            row.append(item)
        }
        guard !row.isEmpty else { return rows }
        if !fill.isNone, Double(row.count) < size {
            guard let width = Int(exactly: size) else { throw .runtime("can't multiply sequence by non-int") }
            try renderer.charge(items: width)
            row += Array(repeating: fill, count: width - row.count)
        }
        rows.append(try .list(row))
        return rows
    }

    /// The items of what Python's `reversed` accepts; nil for everything else.
    private static func reversible(_ value: Value, _ renderer: Renderer) throws(JinjaError) -> [Value]? {
        switch value {
        case .list, .tuple, .string, .markup, .dict, .undefined: return try renderer.elements(of: value)
        case .object(let object): return try object.reversed(renderer)?.reversed()
        default: return nil
        }
    }

    private static func columns(_ items: [Value], _ count: Int, fill: Value) throws(JinjaError) -> [Value] {
        var columns: [Value] = []
        var start = 0
        for column in 0..<count {
            let hasExtra = column < items.count % count
            let end = start + items.count / count + (hasExtra ? 1 : 0)
            var part = Array(items[start..<end])
            if !fill.isNone, !hasExtra, items.count % count != 0 { part.append(fill) }
            columns.append(try .list(part))
            start = end
        }
        return columns
    }
}
