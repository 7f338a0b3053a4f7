internal import Support

// Filters that compute.
extension Filters {
    static let numbers: [String: Filter] = [
        "abs": { _, value, arguments throws(JinjaError) in
            try arguments.expectNone("abs")
            if let index = value.index {
                guard index != .min else { throw Arithmetic.overflow }
                return .int(Swift.abs(index))
            }
            switch value {
            case .double(let number): return .double(number.magnitude)
            case .bigInteger(let digits): return .bigInteger(String(digits.drop { $0 == "-" }))
            default: throw value.typeError("bad operand type for abs(): '\(value.typeName)'")
            }
        },
        "int": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("int", ["default", "base"])
            // What is no base at all matches no string.
            let base = bound[1].map { $0.index ?? -1 } ?? 10
            return try NumberParsing.integer(value, base: base) ?? bound[0] ?? .int(0)
        },
        "float": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("float", ["default"])
            return try NumberParsing.double(value).map { .double($0) } ?? bound[0] ?? .double(0)
        },
        "round": { _, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("round", ["precision", "method"])
            let method = bound[1]?.text ?? "common"
            guard ["common", "ceil", "floor"].contains(method) else {
                throw .runtime("method must be common, ceil or floor")
            }
            return try Rounding.round(value, places: try StringMethods.integer(bound[0], 0, "round"), method)
        },
        "sum": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("sum", ["attribute", "start"])
            let path = AttributePath(bound[0])
            var total = bound[1] ?? .int(0)
            if total.text != nil { throw .runtime("sum() can't sum strings [use ''.join(seq) instead]") }
            var iterator = try renderer.iterate(value)
            while let item = try iterator.next(renderer) {
                total = try Arithmetic.apply(.add, total, try path.value(of: item, renderer), renderer)
            }
            return total
        },
        "filesizeformat": { renderer, value, arguments throws(JinjaError) in
            let bound = try arguments.bind("filesizeformat", ["binary"])
            guard let bytes = try NumberParsing.double(value), !bytes.isNaN else {
                throw .runtime("could not convert to float")
            }
            return .string(fileSize(bytes, isBinary: bound[0]?.isTrue ?? false))
        },
    ]

    private static func fileSize(_ bytes: Double, isBinary: Bool) -> String {
        let base: Double = isBinary ? 1024 : 1000
        if bytes == 1 { return "1 Byte" }
        if bytes < base { return "\(Int(exactly: bytes.rounded(.towardZero)) ?? 0) Bytes" }
        var unit = base
        var name = ""
        for prefix in ["K", "M", "G", "T", "P", "E", "Z", "Y"] {
            unit *= base
            name = isBinary ? prefix + "iB" : (prefix == "K" ? "k" : prefix) + "B"
            if bytes < unit { break }
        }
        return Mathematics.print(base * bytes / unit, "%.*f", precision: 1) + " " + name
    }
}

/// `int(x)` and `float(x)`; nil where Python raises ValueError or TypeError.
enum NumberParsing {
    static func integer(_ value: Value, base: Int) throws(JinjaError) -> Value? {
        switch value {
        case .int, .bigInteger: return value
        case .bool(let flag): return .int(flag ? 1 : 0)
        case .double(let number):
            if number.isInfinite { throw .runtime("cannot convert float infinity to integer") }
            if number.isNaN { return nil }
            guard let whole = Int(exactly: number.rounded(.towardZero)) else { return .bigInteger(digits(of: number)) }
            return .int(whole)
        case .string(let text), .markup(let text):
            let isBase = base == 0 || (2...36).contains(base)
            if isBase, let whole = integer(text.pythonStrip(nil), base: base) { return whole }
            guard let number = double(text), number.isFinite else { return nil }
            return try integer(.double(number), base: 10)
        case .undefined(let undefined): throw undefined.failure
        default: return nil
        }
    }

    private static func digits(of number: Double) -> String {
        String(Mathematics.print(number.rounded(.towardZero), "%.*f", precision: 0))
    }

    private static let prefixes = ["0x": 16, "0o": 8, "0b": 2]

    private static func integer(_ text: String, base: Int) -> Value? {
        var digits = text
        let isNegative = digits.hasPrefix("-")
        if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
        var radix = base
        let prefix = digits.prefix(2).lowercased()
        if let found = Self.prefixes[prefix], base == 0 || base == found {
            digits.removeFirst(2)
            if digits.hasPrefix("_") { digits.removeFirst() }
            radix = found
        } else if base == 0 {
            radix = 10
        }
        guard let plain = withoutUnderscores(digits), !plain.isEmpty else { return nil }
        guard plain.unicodeScalars.allSatisfy({ digit($0).map { $0 < radix } ?? false }) else { return nil }
        let ascii = plain.mapScalars { digit($0).map { String($0, radix: 36) } ?? "" }
        if let value = Int((isNegative ? "-" : "") + ascii, radix: radix) { return .int(value) }
        guard radix == 10, ascii.utf8.count <= 4300 else { return nil }
        return .bigInteger((isNegative ? "-" : "") + ascii.pythonStrip("0", atEnd: false))
    }

    private static func digit(_ scalar: Unicode.Scalar) -> Int? {
        if scalar.isASCII { return Character(scalar).isLetter ? Int(String(scalar), radix: 36) : Int(String(scalar)) }
        return scalar.isPythonDecimal ? scalar.properties.numericValue.flatMap { Int(exactly: $0) } : nil
    }

    /// Python allows single underscores between digits.
    private static func withoutUnderscores(_ text: String) -> String? {
        guard text.utf8.contains(0x5F) else { return text }
        let parts = text.pythonSplit("_", limit: -1)
        return parts.contains("") ? nil : parts.joined()
    }

    static func double(_ value: Value) throws(JinjaError) -> Double? {
        if case .undefined(let undefined) = value { throw undefined.failure }
        if let text = value.text { return double(text) }
        if case .bigInteger(let digits) = value, let number = Double(digits), number.isInfinite {
            throw .runtime("int too large to convert to float")
        }
        return value.number
    }

    private static func double(_ text: String) -> Double? {
        guard let digits = withoutUnderscores(text.pythonStrip(nil)) else { return nil }
        let lower = digits.lowercased()
        let unsigned = lower.hasPrefix("-") || lower.hasPrefix("+") ? String(lower.dropFirst()) : lower
        let sign: Double = lower.hasPrefix("-") ? -1 : 1
        if unsigned == "inf" || unsigned == "infinity" { return sign * .infinity }
        if unsigned == "nan" { return .nan }
        let isDecimal = unsigned.utf8.allSatisfy {
            (0x30...0x39).contains($0) || [0x2E, 0x65, 0x2B, 0x2D].contains($0)
        }
        guard isDecimal, let first = unsigned.utf8.first, first != 0x2B, first != 0x2D else { return nil }
        let padded = unsigned.hasPrefix(".") ? "0" + unsigned : unsigned
        let parts = padded.pythonSplit("e", limit: 1)
        let mantissa = parts[0].hasSuffix(".") ? parts[0] + "0" : parts[0]
        guard unsigned != ".", !mantissa.hasPrefix(".") else { return nil }
        return Double(parts.count > 1 ? mantissa + "e" + parts[1] : mantissa).map { sign * $0 }
    }
}

/// `round`, `math.ceil` and `math.floor` with decimal places.
enum Rounding {
    static func round(_ value: Value, places: Int, _ method: String) throws(JinjaError) -> Value {
        guard let number = value.number else {
            throw value.typeError("type \(value.typeName) doesn't define __round__ method")
        }
        if method == "common" {
            if let whole = value.index { return places >= 0 ? .int(whole) : try integer(whole, places: places) }
            if case .bigInteger = value { return value }
            return .double(double(number, places: places))
        }
        guard Swift.abs(places) <= 300 else { throw .runtime("the precision is too large") }
        let factor = Mathematics.power(10, Double(places))
        let scaled = number * factor
        guard scaled.isFinite else { throw .runtime("cannot convert float infinity or NaN to integer") }
        return .double(scaled.rounded(method == "ceil" ? .up : .down) / factor)
    }

    /// Correctly rounded from the exact binary value, as the C library prints it.
    private static func double(_ number: Double, places: Int) -> Double {
        guard number.isFinite, places < 300 else { return number }
        if places >= 0 { return Double(Mathematics.print(number, "%.*f", precision: places)) ?? number }
        guard places > -310 else { return number * 0 }
        let factor = Mathematics.power(10, Double(-places))
        return (number / factor).rounded(.toNearestOrEven) * factor
    }

    private static func integer(_ number: Int, places: Int) throws(JinjaError) -> Value {
        guard places > -19 else { return .int(0) }
        var unit = 1
        for _ in 0..<(-places) { unit *= 10 }
        let remainder = number % unit
        let base = number - remainder
        let twice = remainder.magnitude * 2
        let goesOut = twice > UInt(unit) || (twice == UInt(unit) && (base / unit) % 2 != 0)
        guard goesOut else { return .int(base) }
        let (result, overflows) = base.addingReportingOverflow(number < 0 ? -unit : unit)
        guard !overflows else { throw Arithmetic.overflow }
        return .int(result)
    }
}
