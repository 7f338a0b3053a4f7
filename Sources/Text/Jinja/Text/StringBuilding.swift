// Methods that make longer strings.
extension StringMethods {
    enum Side { case left, right, both }

    /// Pads to a width in code points. With an odd number of fill characters Python's `center` decides by the width.
    static func pad(
        _ text: String, width: Int, fill: Unicode.Scalar, _ side: Side, _ renderer: Renderer
    ) throws(JinjaError) -> String {
        let missing = width.subtractingReportingOverflow(text.scalarCount)
        guard !missing.overflow, missing.partialValue > 0 else { return text }
        let count = missing.partialValue
        try renderer.charge(bytes: count)
        let left =
            switch side {
            case .left: count
            case .right: 0
            case .both: count / 2 + (count & width & 1)
            }
        let fill = String(fill)
        return String(repeating: fill, count: left) + text + String(repeating: fill, count: count - left)
    }

    private static func pad(_ name: String, _ side: Side) -> Method {
        { renderer, receiver, arguments throws(JinjaError) in
            try arguments.expect(1...2, name)
            let width = try integer(arguments[0], 0, name)
            let fill = try optionalString(arguments[1], name) ?? " "
            guard let scalar = fill.unicodeScalars.first, fill.scalarCount == 1 else {
                throw .runtime("The fill character must be exactly one character long")
            }
            return try like(
                receiver, try pad(text(receiver), width: width, fill: scalar, side, renderer), renderer)
        }
    }

    static let padding: [String: Method] = [
        "center": pad("center", .both),
        "ljust": pad("ljust", .right),
        "rjust": pad("rjust", .left),
        "zfill": { renderer, receiver, arguments throws(JinjaError) in
            try arguments.expect(1...1, "zfill")
            let width = try integer(arguments[0], 0, "zfill")
            let text = text(receiver)
            let sign = text.hasPrefix("-") || text.hasPrefix("+") ? String(text.unicodeScalars.prefix(1)) : ""
            let digits = String(text.unicodeScalars.dropFirst(sign.scalarCount))
            let padded = try pad(digits, width: max(width, 0) - sign.scalarCount, fill: "0", .left, renderer)
            return try like(receiver, sign + padded, renderer)
        },
        "expandtabs": { renderer, receiver, arguments throws(JinjaError) in
            let bound = try arguments.bind("expandtabs", ["tabsize"])
            return try like(
                receiver, try expandTabs(text(receiver), try integer(bound[0], 8, "expandtabs"), renderer), renderer)
        },
    ]

    private static func expandTabs(_ text: String, _ size: Int, _ renderer: Renderer) throws(JinjaError) -> String {
        let tabs = text.utf8.reduce(0) { $1 == 0x09 ? $0 + 1 : $0 }
        let (bytes, overflows) = max(size, 0).multipliedReportingOverflow(by: tabs)
        try renderer.charge(bytes: overflows ? .max : bytes)
        var result = ""
        var column = 0
        for scalar in text.unicodeScalars {
            if scalar == "\t" {
                guard size > 0 else { continue }
                let count = size - column % size
                result += String(repeating: " ", count: count)
                column += count
            } else {
                result.unicodeScalars.append(scalar)
                column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
            }
        }
        return result
    }

    static let building: [String: Method] = [
        "replace": { renderer, receiver, arguments throws(JinjaError) in
            try arguments.expect(2...3, "replace")
            let old = try string(arguments[0], "replace")
            let new = try string(arguments[1], "replace")
            let limit = try integer(arguments[2], -1, "replace")
            if case .markup = receiver, case .string = arguments.positional[1] {
                return try replaced(receiver, old, HTML.escape(new), limit, renderer)
            }
            return try replaced(receiver, old, new, limit, renderer)
        },
        "join": { renderer, receiver, arguments throws(JinjaError) in
            try arguments.expect(1...1, "join")
            return try join(try renderer.elements(of: arguments.positional[0]), with: receiver, renderer)
        },
        "format": { renderer, receiver, arguments throws(JinjaError) in
            try StringFormat.format(receiver, arguments, renderer)
        },
        "format_map": { renderer, receiver, arguments throws(JinjaError) in
            try arguments.expect(1...1, "format_map")
            guard case .dict(let dict) = arguments.positional[0] else { throw .runtime("format_map() takes a mapping") }
            let named = dict.pairs.compactMap { pair in pair.0.text.map { (name: $0, value: pair.1) } }
            return try StringFormat.format(receiver, Arguments(named: named), renderer)
        },
        "translate": { renderer, receiver, arguments throws(JinjaError) in
            try arguments.expect(1...1, "translate")
            return try like(receiver, try translate(text(receiver), arguments.positional[0], renderer), renderer)
        },
    ]

    /// Replaces within the limits: the length of the result is known before it is built.
    static func replaced(
        _ receiver: Value, _ old: String, _ new: String, _ limit: Int, _ renderer: Renderer
    ) throws(JinjaError) -> Value {
        let text = text(receiver)
        try renderer.charge(bytes: text.utf8.count)
        let most = old.isEmpty ? text.scalarCount + 1 : text.utf8.count / old.utf8.count
        if most.multipliedReportingOverflow(by: new.utf8.count).partialValue > renderer.limits.stringBytes / 4 {
            let count = old.isEmpty ? most : text.pythonSplit(old, limit: limit).count
            let (bytes, overflows) = count.multipliedReportingOverflow(by: new.utf8.count)
            try renderer.charge(bytes: overflows ? .max : bytes)
        }
        return try like(receiver, text.pythonReplace(old, new, limit: limit), renderer)
    }

    static func join(_ items: [Value], with separator: Value, _ renderer: Renderer) throws(JinjaError) -> Value {
        var builder = TextBuilder(limit: renderer.limits.stringBytes)
        for (index, item) in items.enumerated() {
            if index > 0 { try builder.append(separator) }
            if case .markup = separator {
                try builder.append(try HTML.escapedText(item, renderer))
            } else if let text = item.text {
                try builder.append(text)
            } else {
                throw item.typeError("sequence item \(index): expected str instance, \(item.typeName) found")
            }
        }
        return try like(separator, builder.text, renderer)
    }

    private static func translate(_ text: String, _ table: Value, _ renderer: Renderer) throws(JinjaError) -> String {
        guard case .dict(let dict) = table else { throw table.typeError("translate() takes a mapping") }
        var builder = TextBuilder(limit: renderer.limits.stringBytes)
        for scalar in text.unicodeScalars {
            switch dict[.int(Int(scalar.value))] {
            case nil: try builder.append(String(scalar))
            case .some(.null): break
            case .string(let text)?, .markup(let text)?: try builder.append(text)
            case .int(let code)?:
                guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else {
                    throw .runtime("character mapping must be a code point")
                }
                try builder.append(String(scalar))
            default: throw .runtime("character mapping must return integer, None or str")
            }
        }
        return builder.text
    }
}
