/// Whole numbers with `+ - * / //` and parentheses, as people write numbers of pixels. Read, never evaluated as code.
struct Arithmetic {
    private var rest: Substring
    private var depth = 0

    /// nil if the text is anything else, or the result no whole number that fits.
    static func value(_ text: String) -> Int? {
        guard text.utf8.count <= 64 else { return nil }
        var reader = Arithmetic(rest: text.filter { $0 != " " }[...])
        guard let value = reader.sum(), reader.rest.isEmpty else { return nil }
        return value
    }

    private mutating func take(_ sign: String) -> Bool {
        guard rest.hasPrefix(sign) else { return false }
        rest = rest.dropFirst(sign.count)
        return true
    }

    private mutating func sum() -> Int? {
        guard var value = product() else { return nil }
        while true {
            if take("+") {
                guard let next = product(), case (let sum, false) = value.addingReportingOverflow(next) else {
                    return nil
                }
                value = sum
            } else if take("-") {
                guard let next = product(), case (let sum, false) = value.subtractingReportingOverflow(next) else {
                    return nil
                }
                value = sum
            } else {
                return value
            }
        }
    }

    private mutating func product() -> Int? {
        guard var value = factor() else { return nil }
        while true {
            if take("//") || take("/") {
                guard let next = factor(), next != 0, value != .min else { return nil }
                value = (value - ((value % next) + next) % next) / next
            } else if take("*") {
                guard let next = factor(), case (let product, false) = value.multipliedReportingOverflow(by: next)
                else {
                    return nil
                }
                value = product
            } else {
                return value
            }
        }
    }

    private mutating func factor() -> Int? {
        if take("(") {
            depth += 1
            guard depth < 16, let value = sum(), take(")") else { return nil }
            depth -= 1
            return value
        }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        return Int(digits)
    }
}
