extension ValueFormat where Value == Int {
    /// A whole number. With `scaled`, thousands may be written as 16k (16000) or 16K (16384), millions alike.
    /// Without an upper bound it is what 32 bits hold: no count is larger, and sums cannot overflow.
    static func integer(
        _ valueName: String = "N", atLeast lowest: Int = 0, atMost highest: Int? = nil, scaled: Bool = false
    ) -> Self {
        let range = lowest...(highest ?? Int(Int32.max))
        return ValueFormat(
            valueName: valueName,
            expectation: "a whole number" + boundsText(atLeast: "\(lowest)", atMost: highest.map { "\($0)" })
        ) { text in
            guard let value = scaled ? scaledInteger(text) : Int(text) else { return nil }
            return range.contains(value) ? value : nil
        }
    }

    private static func scaledInteger(_ text: String) -> Int? {
        let scales: [Character: Int] = ["k": 1000, "K": 1 << 10, "m": 1_000_000, "M": 1 << 20]
        guard let last = text.last, let scale = scales[last] else { return Int(text) }
        guard let count = Int(text.dropLast()) else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: scale)
        return overflow ? nil : product
    }
}

extension ValueFormat where Value == Double {
    static func number(
        _ valueName: String = "X", atLeast lowest: Double? = nil, above floor: Double? = nil,
        atMost highest: Double? = nil
    ) -> Self {
        ValueFormat(
            valueName: valueName,
            expectation: "a number"
                + boundsText(
                    atLeast: lowest.map(shortText), above: floor.map(shortText), atMost: highest.map(shortText))
        ) { text in
            guard let value = Double(text), value.isFinite, Float(value).isFinite else { return nil }
            if let lowest, value < lowest { return nil }
            if let floor, value <= floor { return nil }
            if let highest, value > highest { return nil }
            return value
        }
    }
}

/// A number as people write it: 1 rather than 1.0.
func shortText(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

private func boundsText(atLeast lowest: String? = nil, above floor: String? = nil, atMost highest: String? = nil)
    -> String
{
    switch (lowest, floor, highest) {
    case (let lowest?, _, let highest?): " from \(lowest) to \(highest)"
    case (let lowest?, _, nil): ", at least \(lowest)"
    case (nil, let floor?, let highest?): " above \(floor) and at most \(highest)"
    case (nil, let floor?, nil): " above \(floor)"
    case (nil, nil, let highest?): ", at most \(highest)"
    case (nil, nil, nil): ""
    }
}

extension ValueFormat where Value == Int {
    /// A number of bytes, with or without a unit: 16GiB, 500M, 1073741824.
    static var byteCount: Self {
        ValueFormat(valueName: "SIZE", expectation: "a number of bytes such as 16GiB or 500MB") { text in
            let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            guard let number = Double(digits), number > 0 else { return nil }
            let unit = text.dropFirst(digits.count).lowercased()
            let powers = ["": 0, "b": 0, "k": 1, "m": 2, "g": 3, "t": 4]
            for (letter, power) in powers where !letter.isEmpty || unit.isEmpty {
                let isBinary = unit == letter || unit == letter + "ib"
                guard isBinary || unit == letter + "b" else { continue }
                let base = isBinary ? 1024.0 : 1000.0
                let bytes = (0..<power).reduce(number) { value, _ in value * base }
                return bytes < 1e18 ? Int(bytes) : nil
            }
            return nil
        }
    }
}
