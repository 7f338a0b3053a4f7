/// A Python dict: keys in the order they came, any hashable value as key. It never changes once a template sees it.
final class Dict {
    private(set) var keys: [Value] = []
    private(set) var values: [Value] = []
    private(set) var depth = 1
    private(set) var size = 1
    private var places: [Key: Int]?

    private static let smallCount = 8

    /// A key that has been checked to be hashable.
    private struct Key: Hashable {
        let value: Value
        static func == (left: Key, right: Key) -> Bool { left.value.equals(right.value) }
        func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
    }

    var count: Int { keys.count }

    /// Nil where there is no such key. Asking for a key that cannot be hashed is the caller's error to report.
    subscript(key: Value) -> Value? { place(of: key).map { values[$0] } }

    subscript(name: String) -> Value? {
        if places != nil { return self[.string(name)] }
        for (index, key) in keys.enumerated() {
            if let text = key.text, text.isIdentical(to: name) { return values[index] }
        }
        return nil
    }

    private func place(of key: Value) -> Int? {
        if let places { return places[Key(value: key)] }
        return keys.firstIndex { $0.equals(key) }
    }

    func set(_ key: Value, _ value: Value) throws(JinjaError) {
        guard key.isHashable else { throw key.typeError("unhashable type: '\(key.typeName)'") }
        depth = max(depth, try Value.deeper(max(key.depth, value.depth)))
        size = try Value.checked(size: size + key.size + value.size)
        if let place = place(of: key) {
            values[place] = value
            return
        }
        places?[Key(value: key)] = keys.count
        keys.append(key)
        values.append(value)
        if places == nil, keys.count > Self.smallCount {
            places = Dictionary(uniqueKeysWithValues: keys.enumerated().map { (Key(value: $1), $0) })
        }
    }

    func set(_ name: String, _ value: Value) throws(JinjaError) { try set(.string(name), value) }

    var pairs: [(Value, Value)] { Array(zip(keys, values)) }

    func pairTuples() throws(JinjaError) -> [Value] {
        var tuples: [Value] = []
        tuples.reserveCapacity(count)
        for index in keys.indices { tuples.append(try .tuple([keys[index], values[index]])) }
        return tuples
    }
}
