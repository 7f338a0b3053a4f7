// Methods that take a string apart.
extension StringMethods {
    private static func strip(_ name: String, atStart: Bool, atEnd: Bool) -> Method {
        { renderer, receiver, arguments throws(JinjaError) in
            try arguments.expect(0...1, name)
            let characters = try optionalString(arguments[0], name)
            return try like(receiver, text(receiver).pythonStrip(characters, atStart: atStart, atEnd: atEnd), renderer)
        }
    }

    private static func split(_ name: String, fromEnd: Bool) -> Method {
        { renderer, receiver, arguments throws(JinjaError) in
            let bound = try arguments.bind(name, ["sep", "maxsplit"])
            let limit = try integer(bound[1], -1, name)
            let text = text(receiver)
            guard let separator = try optionalString(bound[0], name) else {
                let parts =
                    fromEnd ? text.pythonSplitAtSpaceFromEnd(limit: limit) : text.pythonSplitAtSpace(limit: limit)
                return try list(receiver, parts, renderer)
            }
            guard !separator.isEmpty else { throw .runtime("empty separator") }
            let parts =
                fromEnd
                ? text.pythonSplitFromEnd(separator, limit: limit) : text.pythonSplit(separator, limit: limit)
            return try list(receiver, parts, renderer)
        }
    }

    private static func partition(_ name: String, fromEnd: Bool) -> Method {
        { renderer, receiver, arguments throws(JinjaError) in
            try arguments.expect(1...1, name)
            let separator = try string(arguments[0], name)
            guard !separator.isEmpty else { throw .runtime("empty separator") }
            let text = text(receiver)
            var parts = fromEnd ? text.pythonSplitFromEnd(separator, limit: 1) : text.pythonSplit(separator, limit: 1)
            if parts.count == 2 {
                parts.insert(separator, at: 1)
            } else {
                parts = fromEnd ? ["", "", text] : [text, "", ""]
            }
            var values: [Value] = []
            for part in parts { values.append(try like(receiver, part, renderer)) }
            return try .tuple(values)
        }
    }

    private static func remove(_ name: String, prefix: Bool) -> Method {
        { renderer, receiver, arguments throws(JinjaError) in
            try arguments.expect(1...1, name)
            let part = try string(arguments[0], name)
            let text = text(receiver)
            let (bytes, part8) = (text.utf8, part.utf8)
            let matches = prefix ? bytes.starts(with: part8) : bytes.reversed().starts(with: part8.reversed())
            guard matches else { return try like(receiver, text, renderer) }
            let rest = prefix ? bytes.dropFirst(part8.count) : bytes.dropLast(part8.count)
            return try like(receiver, String(Substring(rest)), renderer)
        }
    }

    static let cutting: [String: Method] = [
        "strip": strip("strip", atStart: true, atEnd: true),
        "lstrip": strip("lstrip", atStart: true, atEnd: false),
        "rstrip": strip("rstrip", atStart: false, atEnd: true),
        "split": split("split", fromEnd: false),
        "rsplit": split("rsplit", fromEnd: true),
        "partition": partition("partition", fromEnd: false),
        "rpartition": partition("rpartition", fromEnd: true),
        "removeprefix": remove("removeprefix", prefix: true),
        "removesuffix": remove("removesuffix", prefix: false),
        "splitlines": { renderer, receiver, arguments throws(JinjaError) in
            let bound = try arguments.bind("splitlines", ["keepends"])
            return try list(receiver, text(receiver).pythonLines(keepsEnds: Arguments.flag(bound[0])), renderer)
        },
    ]
}
