/// `str.format`: fields in braces with attribute and item lookup, `!r` and `!s`, and format specifications.
enum StringFormat {
    static func format(_ receiver: Value, _ arguments: Arguments, _ renderer: Renderer) throws(JinjaError) -> Value {
        var escapes = false
        if case .markup = receiver { escapes = true }
        var formatter = Formatter(arguments: arguments, escapes: escapes, renderer: renderer)
        let text = try formatter.expand(receiver.text ?? "", depth: 2)
        return try StringMethods.like(receiver, text, renderer)
    }

    private struct Formatter {
        let arguments: Arguments
        let escapes: Bool
        let renderer: Renderer
        var nextIndex = 0
        var numbersByHand = false

        mutating func expand(_ format: String, depth: Int) throws(JinjaError) -> String {
            guard depth > 0 else { throw .runtime("Max string recursion exceeded") }
            var builder = TextBuilder(limit: renderer.limits.stringBytes)
            var rest = Array(format.unicodeScalars)[...]
            while let scalar = rest.popFirst() {
                if scalar == "{" || scalar == "}", rest.first == scalar {
                    rest.removeFirst()
                    try builder.append(String(scalar))
                } else if scalar == "{" {
                    try builder.append(try field(&rest, depth: depth))
                } else if scalar == "}" {
                    throw .runtime("Single '}' encountered in format string")
                } else {
                    try builder.append(String(scalar))
                }
            }
            return builder.text
        }

        /// Reads one field up to its closing brace.
        private mutating func field(_ rest: inout ArraySlice<Unicode.Scalar>, depth: Int) throws(JinjaError) -> String {
            try renderer.charge(steps: 1)
            var nesting = 1
            var inner: [Unicode.Scalar] = []
            while let scalar = rest.popFirst() {
                if scalar == "{" { nesting += 1 }
                if scalar == "}" { nesting -= 1 }
                if nesting == 0 { return try value(of: inner, depth: depth) }
                inner.append(scalar)
            }
            throw .runtime("expected '}' before end of string")
        }

        private mutating func value(of field: [Unicode.Scalar], depth: Int) throws(JinjaError) -> String {
            var bracket = false
            let nameEnd =
                field.firstIndex { scalar in
                    if scalar == "[" { bracket = true }
                    if scalar == "]" { bracket = false }
                    return !bracket && (scalar == "!" || scalar == ":")
                } ?? field.endIndex
            var value = try lookup(Array(field[..<nameEnd]))
            var tail = field[nameEnd...]
            if tail.first == "!" {
                guard tail.count >= 2 else { throw .runtime("end of string while looking for conversion specifier") }
                value = try convert(value, tail[tail.startIndex + 1])
                tail = tail.dropFirst(2)
                guard tail.isEmpty || tail.first == ":" else {
                    throw .runtime("expected ':' after conversion specifier")
                }
            }
            let specText = String(String.UnicodeScalarView(tail.dropFirst()))
            let spec = specText.utf8.contains(0x7B) ? try expand(specText, depth: depth - 1) : specText
            if escapes {
                if case .markup(let text) = value, spec.isEmpty { return text }
                return HTML.escape(try formatted(value, spec))
            }
            return try formatted(value, spec)
        }

        private func formatted(_ value: Value, _ spec: String) throws(JinjaError) -> String {
            guard !spec.isEmpty else { return try renderer.string(value) }
            return try FormatSpec(parsing: spec).apply(to: value, renderer)
        }

        private func convert(_ value: Value, _ conversion: Unicode.Scalar) throws(JinjaError) -> Value {
            switch conversion {
            case "r": return .string(try renderer.representation(value))
            case "s": return .string(try renderer.string(value))
            case "a": return .string(PercentFormat.ascii(try renderer.representation(value)))
            default: throw .runtime("Unknown conversion specifier \(conversion)")
            }
        }

        private mutating func lookup(_ field: [Unicode.Scalar]) throws(JinjaError) -> Value {
            let end = field.firstIndex { $0 == "." || $0 == "[" } ?? field.endIndex
            var value = try argument(String(String.UnicodeScalarView(field[..<end])))
            var rest = field[end...]
            while let mark = rest.popFirst() {
                let stop = mark == "[" ? rest.firstIndex(of: "]") : rest.firstIndex { $0 == "." || $0 == "[" }
                guard mark != "[" || stop != nil else { throw .runtime("Missing ']' in format string") }
                let name = String(String.UnicodeScalarView(rest[..<(stop ?? rest.endIndex)]))
                guard !name.isEmpty else { throw .runtime("Empty attribute in format string") }
                rest = rest[(stop ?? rest.endIndex)...]
                if mark == "[" {
                    rest = rest.dropFirst()
                    guard rest.isEmpty || rest.first == "." || rest.first == "[" else {
                        throw .runtime("Only '.' or '[' may follow ']' in format field specifier")
                    }
                    value = try Attributes.item(Int(name).map { .int($0) } ?? .string(name), of: value, renderer)
                } else {
                    value = try Attributes.attribute(name, of: value, renderer)
                }
            }
            return value
        }

        private mutating func argument(_ name: String) throws(JinjaError) -> Value {
            let index: Int
            if name.isEmpty {
                guard !numbersByHand else {
                    throw .runtime("cannot switch from manual field specification to automatic field numbering")
                }
                index = nextIndex
                nextIndex += 1
            } else if let number = Int(name), number >= 0 {
                guard nextIndex == 0 else {
                    throw .runtime("cannot switch from automatic field numbering to manual field specification")
                }
                numbersByHand = true
                index = number
            } else {
                guard let found = arguments.named.first(where: { $0.name == name }) else {
                    throw .runtime("KeyError: '\(name)'")
                }
                return found.value
            }
            guard let value = arguments[index] else {
                throw .runtime("Replacement index \(index) out of range for positional args tuple")
            }
            return value
        }
    }
}
