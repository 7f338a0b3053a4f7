internal import Support

/// `[[fill]align][sign][#][0][width][,][.precision][type]`, shared by `str.format` and, in its own spelling, by `%`.
struct FormatSpec {
    var fill: Unicode.Scalar = " "
    var alignment: Unicode.Scalar?
    var sign: Unicode.Scalar = "-"
    var isAlternate = false
    var width = 0
    var grouping: Unicode.Scalar?
    var precision: Int?
    var type: Unicode.Scalar?

    /// More digits than this nobody means.
    static let largestPrecision = 1000

    init() {}

    init(parsing text: String) throws(JinjaError) {
        var rest = Array(text.unicodeScalars)[...]
        let alignments: [Unicode.Scalar] = ["<", ">", "=", "^"]
        if rest.count > 1, alignments.contains(rest[1]) {
            fill = rest[0]
            alignment = rest[1]
            rest = rest.dropFirst(2)
        } else if let first = rest.first, alignments.contains(first) {
            alignment = first
            rest = rest.dropFirst()
        }
        if let first = rest.first, ["+", "-", " "].contains(first) {
            sign = first
            rest = rest.dropFirst()
        }
        if rest.first == "#" {
            isAlternate = true
            rest = rest.dropFirst()
        }
        if rest.first == "0" {
            if alignment == nil { (fill, alignment) = ("0", "=") }
            rest = rest.dropFirst()
        }
        width = try Self.number(&rest) ?? 0
        if let first = rest.first, first == "," || first == "_" {
            grouping = first
            rest = rest.dropFirst()
        }
        if rest.first == "." {
            rest = rest.dropFirst()
            guard let digits = try Self.number(&rest) else { throw .runtime("Format specifier missing precision") }
            precision = digits
        }
        type = rest.popFirst()
        guard rest.isEmpty else { throw .runtime("Invalid format specifier '\(text)'") }
    }

    static func number(_ rest: inout ArraySlice<Unicode.Scalar>) throws(JinjaError) -> Int? {
        var value: Int?
        while let scalar = rest.first, let digit = Int(String(scalar)), scalar.isASCII {
            let next = (value ?? 0) * 10 + digit
            guard next <= 1 << 30 else { throw .runtime("Too many decimal digits in format string") }
            value = next
            rest = rest.dropFirst()
        }
        return value
    }

    // MARK: Applying

    func apply(to value: Value, _ renderer: Renderer) throws(JinjaError) -> String {
        switch value {
        case .int, .bool: return try pad(number: try integer(value.index ?? 0), renderer)
        case .bigInteger(let digits):
            guard type == nil || type == "d" else { throw Arithmetic.overflow }
            return try pad(number: signed(digits.hasPrefix("-"), grouped(String(digits.drop { $0 == "-" }))), renderer)
        case .double(let number): return try pad(number: try double(number), renderer)
        case .string(let text), .markup(let text):
            guard type == nil || type == "s" else { throw .runtime("Unknown format code for object of type 'str'") }
            guard alignment != "=", sign == "-", !isAlternate else {
                throw .runtime("Sign and '=' alignment are not allowed in string format specifier")
            }
            return try pad(precision.map { String(text.unicodeScalars.prefix($0)) } ?? text, "<", renderer)
        default:
            throw value.typeError("unsupported format string passed to \(value.typeName).__format__")
        }
    }

    private func integer(_ value: Int) throws(JinjaError) -> String {
        let isNegative = value < 0
        switch type {
        case nil, "d", "n": return signed(isNegative, grouped(String(value.magnitude)))
        case "b", "o", "x", "X":
            let radix = type == "b" ? 2 : type == "o" ? 8 : 16
            let digits = grouped(String(value.magnitude, radix: radix, uppercase: type == "X"), every: 4)
            return signed(isNegative, (isAlternate ? "0" + String(type ?? "x") : "") + digits)
        case "c":
            guard let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init) else {
                throw .runtime("%c arg not in range(0x110000)")
            }
            return String(scalar)
        case "s": throw .runtime("Unknown format code 's' for object of type 'int'")
        default: return try double(Double(value))
        }
    }

    func double(_ value: Double) throws(JinjaError) -> String {
        let digits = precision ?? 6
        guard digits <= Self.largestPrecision else { throw .limit("A precision beyond \(Self.largestPrecision)") }
        guard value.isFinite else {
            let text = value.magnitude.pythonDescription + (type == "%" ? "%" : "")
            return signed(
                value.sign == .minus && !value.isNaN,
                "FEG".unicodeScalars.contains(type ?? "f") ? text.uppercased() : text)
        }
        let magnitude = value.magnitude
        var text: String
        switch type {
        case nil where precision == nil: text = magnitude.pythonDescription
        case nil:
            text = Mathematics.print(magnitude, "%.*g", precision: max(digits, 1))
            if !text.utf8.contains(where: { $0 == 0x2E || $0 == 0x65 }) { text += ".0" }
        case "e": text = Mathematics.print(magnitude, isAlternate ? "%#.*e" : "%.*e", precision: digits)
        case "E": text = Mathematics.print(magnitude, isAlternate ? "%#.*E" : "%.*E", precision: digits)
        case "f", "F": text = Mathematics.print(magnitude, isAlternate ? "%#.*f" : "%.*f", precision: digits)
        case "g", "n": text = Mathematics.print(magnitude, isAlternate ? "%#.*g" : "%.*g", precision: max(digits, 1))
        case "G": text = Mathematics.print(magnitude, isAlternate ? "%#.*G" : "%.*G", precision: max(digits, 1))
        case "%": text = Mathematics.print(magnitude * 100, "%.*f", precision: digits) + "%"
        default: throw .runtime("Unknown format code '\(type.map(String.init) ?? "")' for object of type 'float'")
        }
        return signed(value.sign == .minus, grouped(text))
    }

    private func signed(_ isNegative: Bool, _ digits: String) -> String {
        isNegative ? "-" + digits : sign == "-" ? digits : String(sign) + digits
    }

    private func grouped(_ digits: String, every count: Int = 3) -> String {
        guard let grouping else { return digits }
        let whole = digits.prefix { $0.isHexDigit }
        var result = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % count == 0 { result += String(grouping) }
            result.append(digit)
        }
        return result + digits.dropFirst(whole.count)
    }

    func pad(_ text: String, _ standard: Unicode.Scalar, _ renderer: Renderer) throws(JinjaError) -> String {
        let missing = width - text.scalarCount
        guard missing > 0 else { return text }
        try renderer.charge(bytes: missing * 4)
        let left =
            switch alignment ?? standard {
            case "<": 0
            case "^": missing / 2
            default: missing
            }
        let fill = String(fill)
        return String(repeating: fill, count: left) + text + String(repeating: fill, count: missing - left)
    }

    private func pad(number text: String, _ renderer: Renderer) throws(JinjaError) -> String {
        guard alignment == "=" else { return try pad(text, ">", renderer) }
        var head = text.unicodeScalars.prefix { ["+", "-", " "].contains($0) }.count
        if isAlternate, let type, ["b", "o", "x", "X"].contains(type) { head += 2 }
        var rest = self
        rest.alignment = ">"
        rest.width = max(width - head, 0)
        let scalars = text.unicodeScalars
        return String(scalars.prefix(head)) + (try rest.pad(String(scalars.dropFirst(head)), ">", renderer))
    }
}
