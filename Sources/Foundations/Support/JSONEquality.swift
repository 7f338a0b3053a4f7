// Strings are compared by code point, as JSON and Python do; Swift's own `==` would merge "é" with "e" + accent.
// Documents can be deep, so neither comparing nor hashing recurses.
extension JSONValue: Hashable {
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        var pending = [(left, right)]
        while let (left, right) = pending.popLast() {
            switch (left, right) {
            case (.array(let a), .array(let b)):
                guard a.count == b.count else { return false }
                pending.append(contentsOf: zip(a, b))
            case (.object(let a), .object(let b)):
                guard a.count == b.count else { return false }
                for (key, value) in a {
                    guard let other = b[key] else { return false }
                    pending.append((value, other))
                }
            default:
                guard left.isSameScalar(as: right) else { return false }
            }
        }
        return true
    }

    private func isSameScalar(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        case (.bigInteger(let a), .bigInteger(let b)): a == b
        case (.string(let a), .string(let b)): ExactString(a) == ExactString(b)
        default: false
        }
    }

    /// Containers within containers count only by their size.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .array(let items):
            hasher.combine(items.count)
            for item in items { item.hashShallowly(into: &hasher) }
        case .object(let object): hasher.combine(object)
        default: hashShallowly(into: &hasher)
        }
    }

    func hashShallowly(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(value)
        case .double(let value): hasher.combine(value)
        case .bigInteger(let digits): hasher.combine(digits)
        case .string(let text): ExactString(text).hash(into: &hasher)
        case .array(let items): hasher.combine(items.count)
        case .object(let object): hasher.combine(object.count)
        }
    }
}
