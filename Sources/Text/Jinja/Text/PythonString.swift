// Searching and cutting strings by bytes, which for UTF-8 gives the same answers as by code points.
extension String {
    /// The same code points; `==` would also accept other spellings of the same characters.
    func isIdentical(to other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    /// Where a part occurs first, in bytes.
    func firstRange(of part: String, from start: Int) -> Range<Int>? {
        Self.withBytes(of: self, and: part) { bytes, part in
            Self.find(part, in: bytes, from: start).map { $0..<$0 + part.count }
        }
    }

    static func withBytes<T>(
        of text: String, and other: String, _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> T
    ) -> T {
        var text = text
        var other = other
        return text.withUTF8 { bytes in other.withUTF8 { body(bytes, $0) } }
    }

    static func find(_ part: UnsafeBufferPointer<UInt8>, in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int?
    {
        guard let first = part.first else { return start <= bytes.count ? start : nil }
        guard bytes.count >= part.count, start >= 0 else { return nil }
        if part.count > longPart { return findLong(part, in: bytes, from: start) }
        let last = bytes.count - part.count
        var index = start
        while index <= last {
            if bytes[index] == first, matches(part, bytes, at: index) { return index }
            index += 1
        }
        return nil
    }

    private static let longPart = 32

    /// Knuth, Morris and Pratt's search, whose time does not depend on what repeats in the part.
    private static func findLong(
        _ part: UnsafeBufferPointer<UInt8>, in bytes: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> Int? {
        var fallback = [Int](repeating: 0, count: part.count)
        var length = 0
        for index in 1..<part.count {
            while length > 0, part[index] != part[length] { length = fallback[length - 1] }
            if part[index] == part[length] { length += 1 }
            fallback[index] = length
        }
        length = 0
        var index = start
        while index < bytes.count {
            while length > 0, bytes[index] != part[length] { length = fallback[length - 1] }
            if bytes[index] == part[length] { length += 1 }
            index += 1
            if length == part.count { return index - length }
        }
        return nil
    }

    private static func matches(
        _ part: UnsafeBufferPointer<UInt8>, _ bytes: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> Bool {
        for offset in part.indices where bytes[index + offset] != part[offset] { return false }
        return true
    }

    static func findLast(_ part: UnsafeBufferPointer<UInt8>, in bytes: UnsafeBufferPointer<UInt8>, before end: Int)
        -> Int?
    {
        if part.count > longPart {
            let text = UnsafeBufferPointer(rebasing: bytes[..<Swift.min(end, bytes.count)])
            let found = Array(part.reversed()).withUnsafeBufferPointer { part in
                Array(text.reversed()).withUnsafeBufferPointer { findLong(part, in: $0, from: 0) }
            }
            return found.map { text.count - $0 - part.count }
        }
        var index = Swift.min(end, bytes.count) - part.count
        while index >= 0 {
            if matches(part, bytes, at: index) { return index }
            index -= 1
        }
        return nil
    }

    /// `str.split(separator, limit)`; a negative limit means none.
    func pythonSplit(_ separator: String, limit: Int) -> [String] {
        Self.withBytes(of: self, and: separator) { bytes, separator in
            var parts: [String] = []
            var start = 0
            while limit < 0 || parts.count < limit, let found = Self.find(separator, in: bytes, from: start) {
                parts.append(String(decoding: bytes[start..<found], as: UTF8.self))
                start = found + separator.count
            }
            parts.append(String(decoding: bytes[start...], as: UTF8.self))
            return parts
        }
    }

    func pythonSplitFromEnd(_ separator: String, limit: Int) -> [String] {
        Self.withBytes(of: self, and: separator) { bytes, separator in
            var parts: [String] = []
            var end = bytes.count
            while limit < 0 || parts.count < limit, let found = Self.findLast(separator, in: bytes, before: end) {
                parts.append(String(decoding: bytes[found + separator.count..<end], as: UTF8.self))
                end = found
            }
            parts.append(String(decoding: bytes[..<end], as: UTF8.self))
            return parts.reversed()
        }
    }

    /// `str.split()` at runs of white space; what is left after the limit keeps its inner space.
    func pythonSplitAtSpace(limit: Int) -> [String] {
        var parts: [String] = []
        var rest = unicodeScalars[...].drop { $0.isPythonSpace }
        while !rest.isEmpty {
            if limit >= 0, parts.count == limit {
                parts.append(String(rest))
                break
            }
            let word = rest.prefix { !$0.isPythonSpace }
            parts.append(String(word))
            rest = rest[word.endIndex...].drop { $0.isPythonSpace }
        }
        return parts
    }

    func pythonSplitAtSpaceFromEnd(limit: Int) -> [String] {
        var parts: [String] = []
        var rest = unicodeScalars[...].droppingLast { $0.isPythonSpace }
        while !rest.isEmpty {
            if limit >= 0, parts.count == limit {
                parts.append(String(rest))
                break
            }
            let before = rest.droppingLast { !$0.isPythonSpace }
            parts.append(String(rest[before.endIndex...]))
            rest = before.droppingLast { $0.isPythonSpace }
        }
        return parts.reversed()
    }

    /// `str.splitlines(keepends)`
    func pythonLines(keepsEnds: Bool = false) -> [String] {
        var lines: [String] = []
        let scalars = unicodeScalars
        var start = scalars.startIndex
        var index = start
        while index < scalars.endIndex {
            var next = scalars.index(after: index)
            if scalars[index].endsPythonLine {
                let end = index
                if scalars[index] == "\r", next < scalars.endIndex, scalars[next] == "\n" {
                    next = scalars.index(after: next)
                }
                lines.append(String(scalars[start..<(keepsEnds ? next : end)]))
                start = next
            }
            index = next
        }
        if start < scalars.endIndex { lines.append(String(scalars[start...])) }
        return lines
    }

    /// `str.replace(old, new, limit)`
    func pythonReplace(_ old: String, _ new: String, limit: Int) -> String {
        guard old.isEmpty else { return pythonSplit(old, limit: limit).joined(separator: new) }
        var result = ""
        var count = 0
        for scalar in unicodeScalars {
            if limit < 0 || count < limit { result += new }
            count += 1
            result.unicodeScalars.append(scalar)
        }
        return limit < 0 || count < limit ? result + new : result
    }

    /// `str.strip(characters)` at one or both ends; nil strips white space.
    func pythonStrip(_ characters: String?, atStart: Bool = true, atEnd: Bool = true) -> String {
        let set = characters.map { Set($0.unicodeScalars) }
        let strips: (Unicode.Scalar) -> Bool = { set?.contains($0) ?? $0.isPythonSpace }
        var rest = unicodeScalars[...]
        if atStart { rest = rest.drop(while: strips) }
        if atEnd { rest = rest.droppingLast(while: strips) }
        return String(rest)
    }

    var scalarCount: Int { unicodeScalars.count }
}

extension Substring.UnicodeScalarView {
    func droppingLast(while condition: (Unicode.Scalar) -> Bool) -> Substring.UnicodeScalarView {
        var end = endIndex
        while end > startIndex {
            let before = index(before: end)
            guard condition(self[before]) else { break }
            end = before
        }
        return self[startIndex..<end]
    }
}
