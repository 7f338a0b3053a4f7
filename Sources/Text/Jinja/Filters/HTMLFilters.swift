// Filters for HTML.
extension Filters {
    private static let escape: Filter = { renderer, value, arguments throws(JinjaError) in
        try arguments.expectNone("escape")
        return try HTML.escaped(value, renderer)
    }

    static let html: [String: Filter] = [
        "escape": escape,
        "e": escape,
        "forceescape": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("forceescape")
            return .markup(HTML.escape(try renderer.string(value)))
        },
        "safe": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("safe")
            return .markup(try renderer.string(value))
        },
        "striptags": { renderer, value, arguments throws(JinjaError) in
            try arguments.expectNone("striptags")
            return try renderer.made(HTMLText.withoutTags(try renderer.string(value)))
        },
        "xmlattr": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("xmlattr", ["autospace"])
            guard case .dict(let dict) = value else {
                throw value.typeError("'\(value.typeName)' has no attribute 'items'")
            }
            var parts: [String] = []
            for (key, member) in dict.pairs where !member.isNone && !member.isUndefined {
                guard let name = key.text else { throw .runtime("expected string or bytes-like object") }
                guard
                    !name.utf8.contains(where: { [0x2F, 0x3E, 0x3D, 0x20].contains($0) || (0x09...0x0D).contains($0) })
                else { throw .runtime("Invalid character in attribute name: \(name.pythonRepresentation)") }
                parts.append("\(HTML.escape(name))=\"\(try HTML.escapedText(member, renderer))\"")
            }
            let joined = parts.joined(separator: " ")
            let text = !joined.isEmpty && bound[0]?.isTrue ?? true ? " " + joined : joined
            return renderer.autoescape ? .markup(text) : try renderer.made(text)
        },
    ]
}

enum HTMLText {
    /// `Markup.striptags`: without comments and tags, white space in single spaces, entities resolved.
    static func withoutTags(_ text: String) -> String {
        let plain = cut(cut(text, from: "<!--", to: "-->"), from: "<", to: ">")
        return unescape(plain.pythonSplitAtSpace(limit: -1).joined(separator: " "))
    }

    private static func cut(_ text: String, from opening: String, to closing: String) -> String {
        Array(closing.utf8).withUnsafeBufferPointer { closing in
            String.withBytes(of: text, and: opening) { bytes, opening in
                var result = ""
                var position = 0
                while let start = String.find(opening, in: bytes, from: position),
                    let end = String.find(closing, in: bytes, from: start)
                {
                    result += String(decoding: bytes[position..<start], as: UTF8.self)
                    position = end + closing.count
                }
                return result + String(decoding: bytes[position...], as: UTF8.self)
            }
        }
    }

    private static let entities: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "copy": "©", "reg": "®",
        "hellip": "…", "mdash": "—", "ndash": "–", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”",
        "euro": "€", "trade": "™", "deg": "°", "middot": "·", "laquo": "«", "raquo": "»", "times": "×",
    ]

    static func unescape(_ text: String) -> String {
        var parts = text.pythonSplit("&", limit: -1)
        for index in parts.indices.dropFirst() {
            let part = parts[index].pythonSplit(";", limit: 1)
            if part.count == 2, let resolved = resolve(part[0]) {
                parts[index] = resolved + part[1]
            } else {
                parts[index] = "&" + parts[index]
            }
        }
        return parts.joined()
    }

    private static func resolve(_ name: String) -> String? {
        guard name.hasPrefix("#") else { return entities[name] }
        let digits = name.dropFirst()
        let code =
            digits.hasPrefix("x") || digits.hasPrefix("X") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return code.map { String(Unicode.Scalar($0) ?? "\u{FFFD}") }
    }
}
