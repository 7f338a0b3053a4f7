// Rounding to an integer needs the C mathematics library, which only an import makes the linker look for.
#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension Double {
    /// The number as Python's `repr` prints it: shortest digits, an exponent below 1e-4 and from 1e16 on.
    package var pythonDescription: String {
        if isNaN { return "nan" }
        if isInfinite { return self < 0 ? "-inf" : "inf" }
        let sign = self.sign == .minus ? "-" : ""
        let (digits, exponent) = magnitude.shortestDigits
        if exponent < -4 || exponent >= 16 {
            let power = Swift.abs(exponent)
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            let mark = exponent < 0 ? "e-" : "e+"
            return sign + digits.prefix(1) + fraction + mark + (power < 10 ? "0" : "") + String(power)
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        let whole = digits.prefix(exponent + 1)
        let padding = String(repeating: "0", count: exponent + 1 - whole.count)
        let fraction = digits.dropFirst(exponent + 1)
        return sign + whole + padding + "." + (fraction.isEmpty ? "0" : fraction)
    }

    /// As `pythonDescription`, but with JSON's (and JavaScript's) names for what is no finite number.
    package var jsonDescription: String {
        if isNaN { return "NaN" }
        if isInfinite { return self < 0 ? "-Infinity" : "Infinity" }
        return pythonDescription
    }

    /// Digits d₀d₁d₂… without zeros at either end, and the power of ten of d₀.
    package var shortestDigits: (digits: String, exponent: Int) {
        let parts = description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        let all = mantissa[0] + fraction
        let significant = all.drop { $0 == "0" }
        guard !significant.isEmpty else { return ("0", 0) }
        let power = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + mantissa[0].count - 1
        var digits = String(significant)
        while digits.utf8.count > 1, digits.utf8.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, power - (all.count - significant.count))
    }
}
