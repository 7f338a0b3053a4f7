/// `value[start:stop:step]`, and single characters of strings, counted in code points.
enum Slicing {
    static func slice(_ value: Value, _ slice: SliceObject, _ renderer: Renderer) throws(JinjaError) -> Value {
        switch value {
        case .list(let list): return .list(try List(try pick(list.items, slice, renderer)))
        case .tuple(let list): return .tuple(try List(try pick(list.items, slice, renderer)))
        case .string(let text): return .string(try self.text(text, slice, renderer))
        case .markup(let text): return .markup(try self.text(text, slice, renderer))
        case .object(let object):
            if let range = object as? RangeObject {
                return .object(try self.range(range, try indices(slice, count: range.count)))
            }
        default: break
        }
        if case .dict = value { throw .runtime("unhashable type: 'slice'") }
        throw value.typeError("'\(value.typeName)' object is not subscriptable")
    }

    private struct Indices {
        let start: Int, step: Int, count: Int
    }

    private static func indices(_ slice: SliceObject, count: Int) throws(JinjaError) -> Indices {
        let step = try bound(slice.step) ?? 1
        guard step != 0 else { throw .runtime("slice step cannot be zero") }
        let lower = step < 0 ? -1 : 0
        let upper = step < 0 ? count - 1 : count
        func clamp(_ value: Int?, otherwise: Int) -> Int {
            guard let value else { return otherwise }
            return min(max(value < 0 ? value + count : value, lower), upper)
        }
        let start = clamp(try bound(slice.start), otherwise: step < 0 ? upper : lower)
        let stop = clamp(try bound(slice.stop), otherwise: step < 0 ? lower : upper)
        let span = step < 0 ? start - stop : stop - start
        guard span > 0 else { return Indices(start: 0, step: 1, count: 0) }
        return Indices(start: start, step: step, count: (span - 1) / Int(min(step.magnitude, UInt(Int.max))) + 1)
    }

    private static func bound(_ value: Value) throws(JinjaError) -> Int? {
        if value.isNone { return nil }
        if case .bigInteger(let digits) = value { return digits.hasPrefix("-") ? .min / 2 : .max }
        guard let index = value.index else {
            throw value.typeError("slice indices must be integers or None")
        }
        return index
    }

    private static func pick(
        _ items: [Value], _ slice: SliceObject, _ renderer: Renderer
    ) throws(JinjaError) -> [Value] {
        let indices = try indices(slice, count: items.count)
        try renderer.charge(items: indices.count)
        if indices.step == 1 { return Array(items[indices.start..<indices.start + indices.count]) }
        return (0..<indices.count).map { items[indices.start + $0 * indices.step] }
    }

    private static func range(_ range: RangeObject, _ indices: Indices) throws(JinjaError) -> RangeObject {
        let start = range.start &+ indices.start &* range.step
        let (step, overflows) = range.step.multipliedReportingOverflow(by: indices.step)
        guard !overflows else { throw .runtime("slice step is too large") }
        return RangeObject(start: start, stop: start &+ indices.count &* step, step: step, count: indices.count)
    }

    private static func text(_ text: String, _ slice: SliceObject, _ renderer: Renderer) throws(JinjaError) -> String {
        try renderer.charge(bytes: text.utf8.count)
        let scalars = text.unicodeScalars
        let indices = try indices(slice, count: scalars.count)
        guard indices.step != 1 else {
            let start = scalars.index(scalars.startIndex, offsetBy: indices.start)
            return String(scalars[start...].prefix(indices.count))
        }
        let all = Array(scalars)
        var picked = String.UnicodeScalarView()
        for place in 0..<indices.count { picked.append(all[indices.start + place * indices.step]) }
        return String(picked)
    }

    static func character(of text: String, at index: Int, _ renderer: Renderer) throws(JinjaError) -> String? {
        let scalars = text.unicodeScalars
        // Walking there costs time, so a loop over a long text by index must come to an end.
        try renderer.charge(bytes: min(index.magnitude, UInt(text.utf8.count)) > 64 ? text.utf8.count / 8 : 0)
        let place =
            index < 0
            ? scalars.index(scalars.endIndex, offsetBy: max(index, -text.utf8.count - 1), limitedBy: scalars.startIndex)
            : scalars.index(
                scalars.startIndex, offsetBy: min(index, text.utf8.count), limitedBy: scalars.endIndex)
        guard let place, place < scalars.endIndex else { return nil }
        return String(scalars[place])
    }
}
