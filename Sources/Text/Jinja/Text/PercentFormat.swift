/// `format % values`, as C's printf with Python's additions.
enum PercentFormat {
    static func format(
        _ format: String, _ values: Value, escapes: Bool, _ renderer: Renderer
    ) throws(JinjaError) -> String {
        var run = Run(values, escapes: escapes, renderer)
        return try run.expand(format)
    }

    /// `ascii(...)` of a text that is a `repr` already.
    static func ascii(_ text: String) -> String {
        text.mapScalars { scalar in
            guard !scalar.isASCII else { return String(scalar) }
            let hex = String(scalar.value, radix: 16)
            let (mark, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
            return "\\" + mark + String(repeating: "0", count: width - hex.utf8.count) + hex
        }
    }

    private struct Run {
        private let values: Value
        private var pending: [Value]
        private let isSingle: Bool
        private var usesNames = false
        private let escapes: Bool
        private let renderer: Renderer

        init(_ values: Value, escapes: Bool, _ renderer: Renderer) {
            self.values = values
            self.escapes = escapes
            self.renderer = renderer
            if case .tuple(let list) = values {
                pending = list.items.reversed()
                isSingle = false
            } else {
                pending = [values]
                isSingle = true
            }
        }

        mutating func expand(_ format: String) throws(JinjaError) -> String {
            var builder = TextBuilder(limit: renderer.limits.stringBytes)
            var rest = Array(format.unicodeScalars)[...]
            while let scalar = rest.popFirst() {
                if scalar == "%" {
                    try builder.append(try directive(&rest))
                } else {
                    try builder.append(String(scalar))
                }
            }
            if !pending.isEmpty, !usesNames, !(isSingle && acceptsUnused) {
                throw .runtime("not all arguments converted during string formatting")
            }
            return builder.text
        }

        /// Python lets a mapping go unused, and takes lists and undefined values for mappings.
        private var acceptsUnused: Bool {
            switch values {
            case .dict, .list, .undefined: true
            default: false
            }
        }

        private mutating func next() throws(JinjaError) -> Value {
            guard let value = pending.popLast() else { throw .runtime("not enough arguments for format string") }
            return value
        }

        private mutating func directive(_ rest: inout ArraySlice<Unicode.Scalar>) throws(JinjaError) -> String {
            try renderer.charge(steps: 1)
            var named: Value?
            if rest.first == "(" { named = try name(&rest) }
            var spec = FormatSpec()
            var isLeft = false
            var isZero = false
            while let flag = rest.first, ["-", "+", " ", "#", "0"].contains(flag) {
                rest.removeFirst()
                switch flag {
                case "-": isLeft = true
                case "+": spec.sign = "+"
                case " ": if spec.sign != "+" { spec.sign = " " }
                case "#": spec.isAlternate = true
                default: isZero = true
                }
            }
            spec.width = try size(&rest) ?? 0
            if spec.width < 0 {
                isLeft = true
                spec.width = spec.width == .min ? .max : -spec.width
            }
            if rest.first == "." {
                rest.removeFirst()
                spec.precision = max(try size(&rest) ?? 0, 0)
            }
            while let modifier = rest.first, ["h", "l", "L"].contains(modifier) { rest.removeFirst() }
            guard let type = rest.popFirst() else { throw .runtime("incomplete format") }
            if type == "%" { return "%" }
            spec.type = type
            spec.alignment = isLeft ? "<" : ">"
            if named == nil { named = try next() }
            return try convert(named ?? .null, spec, isZero: isZero && !isLeft)
        }

        private mutating func size(_ rest: inout ArraySlice<Unicode.Scalar>) throws(JinjaError) -> Int? {
            guard rest.first == "*" else { return try FormatSpec.number(&rest) }
            rest.removeFirst()
            guard let width = try next().index else { throw .runtime("* wants int") }
            guard width.magnitude <= 1 << 30 else { throw .limit("A width beyond \(1 << 30)") }
            return width
        }

        private mutating func name(_ rest: inout ArraySlice<Unicode.Scalar>) throws(JinjaError) -> Value {
            rest.removeFirst()
            var depth = 1
            var name = String.UnicodeScalarView()
            while let scalar = rest.popFirst() {
                if scalar == "(" { depth += 1 }
                if scalar == ")" { depth -= 1 }
                if depth == 0 { break }
                name.append(scalar)
            }
            guard depth == 0 else { throw .runtime("incomplete format key") }
            guard case .dict(let dict) = values else { throw values.typeError("format requires a mapping") }
            usesNames = true
            guard let value = dict[String(name)] else { throw .runtime("KeyError: '\(String(name))'") }
            return value
        }

        private func convert(_ value: Value, _ spec: FormatSpec, isZero: Bool) throws(JinjaError) -> String {
            var spec = spec
            let type = spec.type ?? "s"
            switch type {
            case "s", "r", "a":
                let text = try self.text(value, type)
                let cut = spec.precision.map { String(text.unicodeScalars.prefix($0)) } ?? text
                return try spec.pad(cut, ">", renderer)
            case "c":
                var text = value.text ?? ""
                if value.text == nil { text = try FormatSpec(parsing: "c").apply(to: value, renderer) }
                guard text.scalarCount == 1 else { throw .runtime("%c requires int or char") }
                return try spec.pad(text, ">", renderer)
            case "d", "i", "u", "x", "X", "o":
                spec.type = "iu".unicodeScalars.contains(type) ? "d" : type
                if isZero { (spec.fill, spec.alignment) = ("0", "=") }
                return try integer(value, spec)
            case "e", "E", "f", "F", "g", "G":
                guard let number = value.number else {
                    throw value.typeError("must be real number, not \(value.typeName)")
                }
                if isZero { (spec.fill, spec.alignment) = ("0", "=") }
                return try spec.apply(to: .double(number), renderer)
            default: throw .runtime("unsupported format character '\(type)'")
            }
        }

        private func integer(_ value: Value, _ spec: FormatSpec) throws(JinjaError) -> String {
            var spec = spec
            var number = value
            if case .double(let double) = value, spec.type == "d" {
                guard let whole = Int(exactly: double.rounded(.towardZero)) else { throw Arithmetic.overflow }
                number = .int(whole)
            }
            if case .bool(let flag) = value { number = .int(flag ? 1 : 0) }
            switch number {
            case .int, .bigInteger: break
            default:
                throw value.typeError(
                    "%\(spec.type.map(String.init) ?? "d") format: a real number is required, not \(value.typeName)")
            }
            guard let precision = spec.precision else { return try spec.apply(to: number, renderer) }
            spec.precision = nil
            var digits = spec
            (digits.fill, digits.alignment) = ("0", "=")
            let signed: Bool
            if let index = number.index { signed = index < 0 || spec.sign != "-" } else { signed = spec.sign != "-" }
            digits.width = precision + (signed ? 1 : 0)
            return try spec.pad(try digits.apply(to: number, renderer), ">", renderer)
        }

        private func text(_ value: Value, _ type: Unicode.Scalar) throws(JinjaError) -> String {
            let text = type == "s" ? try renderer.string(value) : try renderer.representation(value)
            if escapes {
                if case .markup = value, type == "s" { return text }
                return HTML.escape(text)
            }
            return type == "a" ? PercentFormat.ascii(text) : text
        }
    }
}
