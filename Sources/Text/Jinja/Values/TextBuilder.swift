internal import Support

/// Builds a string within the limits of a render: Python's `str` and `repr`.
struct TextBuilder {
    private(set) var text = ""
    private let limit: Int
    private var level = 0

    init(limit: Int) { self.limit = limit }

    mutating func append(_ part: String) throws(JinjaError) {
        text += part
        guard text.utf8.count <= limit else { throw .limit("A string grew beyond \(limit) bytes") }
    }

    /// `str(value)`
    mutating func append(_ value: Value) throws(JinjaError) {
        switch value {
        case .string(let string), .markup(let string): try append(string)
        case .undefined: break
        default: try append(representationOf: value)
        }
    }

    /// `repr(value)`
    mutating func append(representationOf value: Value) throws(JinjaError) {
        switch value {
        case .undefined: try append("Undefined")
        case .null: try append("None")
        case .bool(let flag): try append(flag ? "True" : "False")
        case .int(let number): try append(String(number))
        case .bigInteger(let digits): try append(digits)
        case .double(let number): try append(number.pythonDescription)
        case .string(let string): try append(string.pythonRepresentation)
        case .markup(let string): try append("Markup(\(string.pythonRepresentation))")
        case .list(let list): try append(list, "[", "]")
        case .tuple(let list): try append(list, "(", list.items.count == 1 ? ",)" : ")")
        case .dict(let dict): try append(dict)
        case .object(let object):
            try enter()
            try object.represent(into: &self)
            level -= 1
        }
    }

    /// Namespaces can hold themselves; everything else is bounded already.
    private mutating func enter() throws(JinjaError) {
        level += 1
        guard level <= RenderLimits.valueDepth else { throw .runtime("maximum recursion depth exceeded") }
    }

    private mutating func append(_ list: List, _ opening: String, _ closing: String) throws(JinjaError) {
        try enter()
        try append(opening)
        for (index, item) in list.items.enumerated() {
            if index > 0 { try append(", ") }
            try append(representationOf: item)
        }
        try append(closing)
        level -= 1
    }

    private mutating func append(_ dict: Dict) throws(JinjaError) {
        try enter()
        try append("{")
        for index in dict.keys.indices {
            if index > 0 { try append(", ") }
            try append(representationOf: dict.keys[index])
            try append(": ")
            try append(representationOf: dict.values[index])
        }
        try append("}")
        level -= 1
    }
}

extension String {
    /// A literal that Python's `repr` would write: single quotes unless that costs escapes.
    var pythonRepresentation: String {
        let quote: Unicode.Scalar = utf8.contains(0x27) && !utf8.contains(0x22) ? "\"" : "'"
        var result = String.UnicodeScalarView()
        result.append(quote)
        for scalar in unicodeScalars {
            switch scalar {
            case "\\", quote: result.append(contentsOf: ["\\", scalar])
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\r": result.append(contentsOf: "\\r".unicodeScalars)
            case "\t": result.append(contentsOf: "\\t".unicodeScalars)
            default:
                if scalar.isPythonPrintable {
                    result.append(scalar)
                } else {
                    result.append(contentsOf: Self.hexEscape(scalar).unicodeScalars)
                }
            }
        }
        result.append(quote)
        return String(result)
    }

    private static func hexEscape(_ scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16)
        let (mark, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\" + mark + String(repeating: "0", count: width - hex.utf8.count) + hex
    }
}
