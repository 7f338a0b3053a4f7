/// The members of a JSON object in the order they were written. As in a Python dict, setting a key again replaces the
/// value and keeps the place, and two objects are equal when they hold the same members in whatever order.
public struct JSONObject: Sendable {
    public private(set) var keys: [String] = []
    public private(set) var values: [JSONValue] = []
    /// Where each key stands; built only once an object is too large to search by eye.
    private var places: [ExactString: Int]?

    private static let smallCount = 8

    public init() {}

    public init(_ members: some Sequence<(String, JSONValue)>) {
        for (key, value) in members { self[key] = value }
    }

    public var count: Int { keys.count }
    public var isEmpty: Bool { keys.isEmpty }

    public subscript(key: String) -> JSONValue? {
        get { place(of: key).map { values[$0] } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): values[place] = value
            case (let place?, nil): remove(at: place)
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }

    private func place(of key: String) -> Int? {
        let exact = ExactString(key)
        if let places { return places[exact] }
        return keys.firstIndex { ExactString($0) == exact }
    }

    private mutating func append(_ key: String, _ value: JSONValue) {
        places?[ExactString(key)] = keys.count
        keys.append(key)
        values.append(value)
        if places == nil, keys.count > Self.smallCount { indexKeys() }
    }

    private mutating func remove(at place: Int) {
        keys.remove(at: place)
        values.remove(at: place)
        if places != nil { indexKeys() }
    }

    private mutating func indexKeys() {
        places = Dictionary(uniqueKeysWithValues: keys.enumerated().map { (ExactString($1), $0) })
    }
}

extension JSONObject: Sequence {
    public func makeIterator() -> some IteratorProtocol<(key: String, value: JSONValue)> {
        zip(keys, values).lazy.map { (key: $0, value: $1) }.makeIterator()
    }
}

extension JSONObject: Hashable {
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        JSONValue.object(left) == JSONValue.object(right)
    }

    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for (key, value) in self {
            var member = Hasher()
            member.combine(ExactString(key))
            value.hashShallowly(into: &member)
            sum &+= member.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
