// Equality, hashing and order as Python defines them across types.
extension Value {
    func equals(_ other: Value) -> Bool {
        switch (self, other) {
        case (.undefined, .undefined), (.null, .null): true
        case (.string(let a), .string(let b)), (.string(let a), .markup(let b)),
            (.markup(let a), .string(let b)), (.markup(let a), .markup(let b)):
            a.isIdentical(to: b)
        case (.int(let a), .int(let b)): a == b
        case (.list(let a), .list(let b)), (.tuple(let a), .tuple(let b)):
            a.items.count == b.items.count && zip(a.items, b.items).allSatisfy { $0.equals($1) }
        case (.dict(let a), .dict(let b)): a === b || Self.sameMembers(a, b)
        case (.object(let a), .object(let b)): a === b || a.equals(b)
        case (.bigInteger(let a), .bigInteger(let b)): a == b
        case (.bool, _), (.int, _), (.double, _), (.bigInteger, _): isSameNumber(as: other)
        default: false
        }
    }

    private static func sameMembers(_ left: Dict, _ right: Dict) -> Bool {
        left.count == right.count && left.pairs.allSatisfy { pair in right[pair.0]?.equals(pair.1) ?? false }
    }

    private func isSameNumber(as other: Value) -> Bool {
        if let a = index, let b = other.index { return a == b }
        switch (self, other) {
        case (.double(let a), .double(let b)): return a == b
        case (.double(let a), _): return other.index.map { Int(exactly: a) == $0 } ?? (other.number == a)
        case (_, .double(let b)): return index.map { Int(exactly: b) == $0 } ?? (number == b)
        default: return false
        }
    }

    var isHashable: Bool {
        switch self {
        case .list, .dict: false
        case .tuple(let list): list.items.allSatisfy(\.isHashable)
        case .object(let object): object.isHashable
        default: true
        }
    }

    func hash(into hasher: inout Hasher) {
        switch self {
        case .string(let text), .markup(let text):
            var text = text
            text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        case .bool(let value): hasher.combine(value ? 1 : 0)
        case .int(let value): hasher.combine(value)
        case .double(let value):
            if let whole = Int(exactly: value) { hasher.combine(whole) } else { hasher.combine(value) }
        case .bigInteger(let digits): hasher.combine(Double(digits))
        case .tuple(let list): for item in list.items { item.hash(into: &hasher) }
        case .object(let object): object.hash(into: &hasher)
        case .undefined: hasher.combine(1)
        case .null: hasher.combine(2)
        case .list, .dict: break
        }
    }

    /// Whether this sorts before the other: Python's `<`.
    func isLess(than other: Value, symbol: String = "<") throws(JinjaError) -> Bool {
        if let a = text, let b = other.text { return a.utf8.lexicographicallyPrecedes(b.utf8) }
        if let order = try order(to: other, symbol: symbol) { return order < 0 }
        return false
    }

    /// Negative, zero or positive; nil where neither is less (NaN).
    func order(to other: Value, symbol: String) throws(JinjaError) -> Int? {
        if let a = text, let b = other.text {
            return a.isIdentical(to: b) ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
        }
        if let a = index, let b = other.index { return a < b ? -1 : a > b ? 1 : 0 }
        if case .bigInteger(let a) = self, case .bigInteger(let b) = other { return Self.orderDigits(a, b) }
        if let a = number, let b = other.number { return a < b ? -1 : a > b ? 1 : a == b ? 0 : nil }
        switch (self, other) {
        case (.list(let a), .list(let b)), (.tuple(let a), .tuple(let b)):
            for (x, y) in zip(a.items, b.items) where !x.equals(y) { return try x.order(to: y, symbol: symbol) }
            return a.items.count - b.items.count
        default:
            if case .undefined(let undefined) = self { throw undefined.failure }
            throw other.typeError(
                "'\(symbol)' not supported between instances of '\(typeName)' and '\(other.typeName)'")
        }
    }

    private static func orderDigits(_ left: String, _ right: String) -> Int {
        let isNegative = left.hasPrefix("-")
        guard isNegative == right.hasPrefix("-") else { return isNegative ? -1 : 1 }
        let (a, b) = (left.utf8, right.utf8)
        let order =
            a.count == b.count ? (a.elementsEqual(b) ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1) : a.count - b.count
        return isNegative ? -order : order
    }

    /// Python's `in`.
    func contains(_ item: Value, _ renderer: Renderer) throws(JinjaError) -> Bool {
        switch self {
        case .string(let text), .markup(let text):
            guard let part = item.text else {
                throw item.typeError("'in <string>' requires string as left operand, not \(item.typeName)")
            }
            try renderer.charge(bytes: text.utf8.count / 8)
            return text.firstRange(of: part, from: 0) != nil
        case .dict(let dict):
            guard item.isHashable else { throw item.typeError("unhashable type: '\(item.typeName)'") }
            return dict[item] != nil
        default:
            if case .object(let object) = self, let answer = object.contains(item) { return answer }
            var iterator = try renderer.iterate(self, complaint: "argument of type '\(typeName)' is not iterable")
            while let next = try iterator.next(renderer) {
                try renderer.charge(steps: min(next.size, item.size))
                if next.equals(item) { return true }
            }
            return false
        }
    }
}
