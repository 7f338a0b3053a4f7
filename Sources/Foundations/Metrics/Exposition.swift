/// Prometheus' text format, version 0.0.4.
package enum Exposition {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package static func isMetricName(_ name: String) -> Bool { isName(name, colons: true) }

    package static func isLabelName(_ name: String) -> Bool { isName(name, colons: false) && !name.hasPrefix("__") }

    /// Names are the program's own, so a wrong one is a mistake in it.
    static func check(_ name: String, _ labels: [String]) {
        precondition(isMetricName(name), "\(name) is no name for a metric")
        precondition(labels.allSatisfy(isLabelName), "\(labels) are no names for labels")
    }

    private static func isName(_ name: String, colons: Bool) -> Bool {
        guard let first = name.utf8.first, !isDigit(first) else { return false }
        return name.utf8.allSatisfy { byte in
            isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: "_") || (colons && byte == UInt8(ascii: ":"))
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }

    package static func escapedLabel(_ value: String) -> String { escaped(value, quotes: true) }

    package static func escapedHelp(_ text: String) -> String { escaped(text, quotes: false) }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The lines before a family's samples.
    package static func preamble(_ name: String, _ help: String, _ kind: MetricKind) -> [UInt8] {
        Array("# HELP \(name) \(escapedHelp(help))\n# TYPE \(name) \(kind.rawValue)\n".utf8)
    }
}

extension Double {
    /// As the format writes numbers; whole ones without a fraction.
    package var sampleText: String {
        if isNaN { return "NaN" }
        if isInfinite { return self < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: self), abs(self) < 1e15 { return String(whole) }
        return description
    }
}

extension [UInt8] {
    mutating func appendSample(_ head: [UInt8], _ value: String) {
        append(contentsOf: head)
        append(contentsOf: value.utf8)
        append(UInt8(ascii: "\n"))
    }
}
