/// `pprint.pformat`: one line where 80 columns suffice, else one element a line; dicts sorted by key.
struct PrettyPrinter {
    private let renderer: Renderer
    private var text = ""

    static func print(_ value: Value, _ renderer: Renderer) throws(JinjaError) -> String {
        var printer = PrettyPrinter(renderer: renderer)
        try printer.write(value, indent: 0, allowance: 0)
        return printer.text
    }

    private init(renderer: Renderer) { self.renderer = renderer }

    private mutating func write(_ value: Value, indent: Int, allowance: Int) throws(JinjaError) {
        try renderer.tick()
        let plain = try renderer.representation(try Self.sorted(value, renderer))
        if plain.scalarCount <= 80 - indent - allowance {
            text += plain
            return
        }
        switch value {
        case .dict(let dict) where dict.count > 0:
            text += "{"
            try write(dict, indent: indent, allowance: allowance + 1)
            text += "}"
        case .list(let list) where !list.items.isEmpty:
            try write(list.items, "[", "]", indent: indent, allowance: allowance)
        case .tuple(let list) where !list.items.isEmpty:
            try write(list.items, "(", list.items.count == 1 ? ",)" : ")", indent: indent, allowance: allowance)
        case .string(let string) where !string.isEmpty: try write(string, indent: indent, allowance: allowance)
        default: text += plain
        }
    }

    private mutating func write(_ dict: Dict, indent: Int, allowance: Int) throws(JinjaError) {
        let pairs = try Self.sortedPairs(dict, renderer)
        for (index, (key, value)) in pairs.enumerated() {
            let name = try renderer.representation(key)
            let isLast = index == pairs.count - 1
            if index > 0 { text += ",\n" + String(repeating: " ", count: indent + 1) }
            text += name + ": "
            try write(value, indent: indent + name.scalarCount + 3, allowance: isLast ? allowance : 1)
        }
    }

    private mutating func write(
        _ items: [Value], _ opening: String, _ closing: String, indent: Int, allowance: Int
    ) throws(JinjaError) {
        text += opening
        for (index, item) in items.enumerated() {
            let isLast = index == items.count - 1
            if index > 0 { text += ",\n" + String(repeating: " ", count: indent + 1) }
            try write(item, indent: indent + 1, allowance: isLast ? allowance + closing.utf8.count : 1)
        }
        text += closing
    }

    /// A long string becomes several literals, broken at white space.
    private mutating func write(_ string: String, indent: Int, allowance: Int) throws(JinjaError) {
        let isTop = text.isEmpty
        let indent = isTop ? indent + 1 : indent
        let allowance = isTop ? allowance + 1 : allowance
        var chunks: [String] = []
        let lines = string.pythonLines(keepsEnds: true)
        for (index, line) in lines.enumerated() {
            let room = 80 - indent - (index == lines.count - 1 ? allowance : 0)
            if line.pythonRepresentation.scalarCount <= room {
                chunks.append(line.pythonRepresentation)
                continue
            }
            let parts = Self.words(line)
            var current = ""
            for (place, part) in parts.enumerated() {
                let isEnd = index == lines.count - 1 && place == parts.count - 1
                let candidate = current + part
                if candidate.pythonRepresentation.scalarCount > 80 - indent - (isEnd ? allowance : 0) {
                    if !current.isEmpty { chunks.append(current.pythonRepresentation) }
                    current = part
                } else {
                    current = candidate
                }
            }
            if !current.isEmpty { chunks.append(current.pythonRepresentation) }
        }
        try renderer.charge(bytes: string.utf8.count)
        let joined = chunks.joined(separator: "\n" + String(repeating: " ", count: indent))
        text += isTop && chunks.count > 1 ? "(" + joined + ")" : joined
    }

    /// Each word together with the white space after it.
    private static func words(_ line: String) -> [String] {
        var words: [String] = []
        var rest = line.unicodeScalars[...]
        while !rest.isEmpty {
            let word = rest.prefix { !$0.isPythonSpace }
            let space = rest[word.endIndex...].prefix { $0.isPythonSpace }
            words.append(String(word) + String(space))
            rest = rest[space.endIndex...]
        }
        return words
    }

    private static func sortedPairs(_ dict: Dict, _ renderer: Renderer) throws(JinjaError) -> [(Value, Value)] {
        // Keys of different types go by their type's name.
        let pairs = try Filters.sorted(try dict.pairTuples(), isReversed: false, renderer) { pair throws(JinjaError) in
            guard case .tuple(let list) = pair else { return .null }
            let key = list.items[0]
            let kind = key.number != nil ? "" : key.typeName
            return try .tuple([.string(kind), key.isNone ? .int(0) : key])
        }
        return pairs.map { pair in
            guard case .tuple(let list) = pair else { return (.null, .null) }
            return (list.items[0], list.items[1])
        }
    }

    /// The value with the keys of its dicts in order, as its one-line form shows them.
    private static func sorted(_ value: Value, _ renderer: Renderer) throws(JinjaError) -> Value {
        switch value {
        case .dict(let dict):
            let result = Dict()
            for (key, value) in try sortedPairs(dict, renderer) { try result.set(key, try sorted(value, renderer)) }
            return .dict(result)
        case .list(let list): return try .list(try sorted(list.items, renderer))
        case .tuple(let list): return try .tuple(try sorted(list.items, renderer))
        default: return value
        }
    }

    private static func sorted(_ items: [Value], _ renderer: Renderer) throws(JinjaError) -> [Value] {
        var result: [Value] = []
        for item in items { result.append(try sorted(item, renderer)) }
        return result
    }
}
