// Python's `datetime.strftime` in the C locale.
extension LocalTime {
    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    private static let directives: [Unicode.Scalar: @Sendable (LocalTime) -> String] = [
        "a": { String(weekdays[$0.weekday].prefix(3)) },
        "A": { weekdays[$0.weekday] },
        "b": { String($0.monthName.prefix(3)) },
        "h": { String($0.monthName.prefix(3)) },
        "B": { $0.monthName },
        "c": { $0.formatted("%a %b %e %H:%M:%S %Y") },
        "C": { pad($0.year / 100, 2) },
        "d": { pad($0.day, 2) },
        "D": { $0.formatted("%m/%d/%y") },
        "e": { pad($0.day, 2, with: " ") },
        "f": { pad($0.microsecond, 6) },
        "F": { $0.formatted("%Y-%m-%d") },
        "g": { pad($0.isoWeek.year % 100, 2) },
        "G": { String($0.isoWeek.year) },
        "H": { pad($0.hour, 2) },
        "I": { pad($0.clockHour, 2) },
        "j": { pad($0.yearDay, 3) },
        "k": { pad($0.hour, 2, with: " ") },
        "l": { pad($0.clockHour, 2, with: " ") },
        "m": { pad($0.month, 2) },
        "M": { pad($0.minute, 2) },
        "n": { _ in "\n" },
        "p": { $0.hour < 12 ? "AM" : "PM" },
        "P": { $0.hour < 12 ? "am" : "pm" },
        "r": { $0.formatted("%I:%M:%S %p") },
        "R": { $0.formatted("%H:%M") },
        "S": { pad($0.second, 2) },
        "t": { _ in "\t" },
        "T": { $0.formatted("%H:%M:%S") },
        "u": { String($0.weekday == 0 ? 7 : $0.weekday) },
        "U": { pad(($0.yearDay + 6 - $0.weekday) / 7, 2) },
        "V": { pad($0.isoWeek.week, 2) },
        "w": { String($0.weekday) },
        "W": { pad(($0.yearDay + 6 - ($0.weekday + 6) % 7) / 7, 2) },
        "x": { $0.formatted("%m/%d/%y") },
        "X": { $0.formatted("%H:%M:%S") },
        "y": { pad($0.year % 100, 2) },
        // glibc does not pad the year.
        "Y": { String($0.year) },
        "z": { _ in "" },
        "Z": { _ in "" },
        "%": { _ in "%" },
    ]

    private var monthName: String { Self.months[min(max(month, 1), 12) - 1] }
    private var clockHour: Int { hour % 12 == 0 ? 12 : hour % 12 }

    private static func pad(_ number: Int, _ width: Int, with fill: String = "0") -> String {
        let digits = String(number)
        return String(repeating: fill, count: max(width - digits.utf8.count, 0)) + digits
    }

    package func formatted(_ format: String) -> String {
        var result = ""
        var rest = Array(format.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            result += directive(&rest)
        }
        return result
    }

    /// One directive with glibc's flags: `-` no padding, `_` spaces, `0` zeros, `^` capitals.
    private func directive(_ rest: inout ArraySlice<Unicode.Scalar>) -> String {
        let start = rest
        var flags: [Unicode.Scalar] = []
        while let flag = rest.first, ["-", "_", "0", "^"].contains(flag) {
            flags.append(flag)
            rest.removeFirst()
        }
        guard let letter = rest.popFirst(), let write = Self.directives[letter] else {
            rest = start
            return "%"
        }
        var text = write(self)
        if flags.contains("^") { text = text.uppercased() }
        let significant = text.drop { $0 == "0" || $0 == " " }
        let digits = significant.isEmpty ? String(text.suffix(1)) : String(significant)
        guard let padding = flags.last(where: { $0 != "^" }), digits.allSatisfy(\.isNumber) else { return text }
        if padding == "-" { return digits }
        return String(repeating: padding == "_" ? " " : "0", count: text.count - digits.count) + digits
    }
}
