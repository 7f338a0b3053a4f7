// Methods that look for something in a string.
extension StringMethods {
    /// The part of a text between two code point positions, as `find` and its relatives take them; nil when the start
    /// lies behind the end of the text or of the part.
    private static func window(
        _ text: String, _ arguments: Arguments, _ name: String
    ) throws(JinjaError) -> (part: String, start: Int)? {
        guard arguments.positional.count > 1 else { return (text, 0) }
        let scalars = text.unicodeScalars
        let count = scalars.count
        func position(_ value: Value?, _ otherwise: Int) throws(JinjaError) -> Int {
            guard let value, !value.isNone else { return otherwise }
            let index = try integer(value, otherwise, name)
            return index < 0 ? max(index + count, 0) : index
        }
        let start = try position(arguments[1], 0)
        let end = min(try position(arguments[2], count), count)
        guard start <= end else { return nil }
        return (String(scalars.dropFirst(start).prefix(end - start)), start)
    }

    private static func search(_ name: String, fromEnd: Bool, mustExist: Bool) -> Method {
        { renderer, receiver, arguments throws(JinjaError) in
            try arguments.expect(1...3, name)
            let part = try string(arguments[0], name)
            try renderer.charge(bytes: text(receiver).utf8.count / 8)
            if let (text, start) = try window(text(receiver), arguments, name) {
                let found = String.withBytes(of: text, and: part) { bytes, part in
                    fromEnd
                        ? String.findLast(part, in: bytes, before: bytes.count)
                        : String.find(part, in: bytes, from: 0)
                }
                if let found {
                    return .int(start + String(decoding: text.utf8.prefix(found), as: UTF8.self).scalarCount)
                }
            }
            guard !mustExist else { throw .runtime("substring not found") }
            return .int(-1)
        }
    }

    private static func edge(_ name: String, atEnd: Bool) -> Method {
        { _, receiver, arguments throws(JinjaError) in
            try arguments.expect(1...3, name)
            var options: [Value] = [arguments[0] ?? .null]
            if case .tuple(let list)? = arguments[0] { options = list.items }
            let window = try window(text(receiver), arguments, name)
            for option in options {
                let part = try string(option, name)
                guard let window else { continue }
                let bytes = window.part.utf8
                if atEnd ? bytes.reversed().starts(with: part.utf8.reversed()) : bytes.starts(with: part.utf8) {
                    return .bool(true)
                }
            }
            return .bool(false)
        }
    }

    static let searching: [String: Method] = [
        "find": search("find", fromEnd: false, mustExist: false),
        "rfind": search("rfind", fromEnd: true, mustExist: false),
        "index": search("index", fromEnd: false, mustExist: true),
        "rindex": search("rindex", fromEnd: true, mustExist: true),
        "startswith": edge("startswith", atEnd: false),
        "endswith": edge("endswith", atEnd: true),
        "count": { renderer, receiver, arguments throws(JinjaError) in
            try arguments.expect(1...3, "count")
            let part = try string(arguments[0], "count")
            try renderer.charge(bytes: text(receiver).utf8.count / 8)
            guard let (text, _) = try window(text(receiver), arguments, "count") else { return .int(0) }
            guard !part.isEmpty else { return .int(text.scalarCount + 1) }
            return .int(
                String.withBytes(of: text, and: part) { bytes, part in
                    var count = 0
                    var start = 0
                    while let found = String.find(part, in: bytes, from: start) {
                        count += 1
                        start = found + part.count
                    }
                    return count
                })
        },
    ]
}
