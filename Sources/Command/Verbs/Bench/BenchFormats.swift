internal import ServeBench
internal import Support

/// KEY=VALUE
struct KeyValue: Hashable {
    var key: String
    var value: String
}

/// How far random lengths may lie from their mean.
struct RangeRatio: Hashable, CustomStringConvertible {
    var input = 0.0
    var output = 0.0

    var description: String {
        input == output ? shortText(input) : "{\"input\": \(shortText(input)), \"output\": \(shortText(output))}"
    }
}

/// One limit of a good request, in milliseconds.
struct GoodputLimit: Hashable {
    var metric: Metric
    var milliseconds: Double
}

extension ValueFormat where Value == KeyValue {
    static var keyValue: Self {
        ValueFormat(valueName: "KEY=VALUE", expectation: "a name, an equals sign and a value") { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(trimmed)
            guard parts.count == 2, !parts[0].isEmpty else { return nil }
            return KeyValue(key: parts[0], value: parts[1])
        }
    }
}

extension ValueFormat where Value == Double {
    /// A number above 0, or inf.
    static func rate(_ valueName: String) -> Self {
        ValueFormat(valueName: valueName, expectation: "a number above 0, or inf") { text in
            guard let value = Double(text), value > 0, value >= 1e-6 else { return nil }
            return value
        }
    }
}

extension ValueFormat where Value == RangeRatio {
    static var rangeRatio: Self {
        ValueFormat(
            valueName: "RATIO",
            expectation: "a number from 0 to below 1, or such as {\"input\": 0.3, \"output\": 0.5}"
        ) { text in
            let object = (try? JSONValue(parsing: text))?.objectValue
            guard let input = object.map({ $0["input"]?.doubleValue }) ?? Double(text),
                let output = object.map({ $0["output"]?.doubleValue }) ?? Double(text),
                (0..<1).contains(input), (0..<1).contains(output)
            else { return nil }
            return RangeRatio(input: input, output: output)
        }
    }
}

extension ValueFormat where Value == [Metric] {
    static var metrics: Self {
        let names = Metric.allCases.map(\.rawValue)
        return ValueFormat(
            valueName: "NAMES", expectation: "names from \(names.joined(separator: ", ")), separated by commas",
            completion: .words(names)
        ) { text in
            let found = text.split(separator: ",").map { Metric(rawValue: trimmed($0)) }
            return found.isEmpty || found.contains(nil) ? nil : found.compactMap(\.self)
        }
    }
}

extension ValueFormat where Value == [Double] {
    static var percentiles: Self {
        ValueFormat(valueName: "NUMBERS", expectation: "numbers from 0 to 100, separated by commas") { text in
            let found = text.split(separator: ",").map { Double(trimmed($0)) }
            let isFine = found.allSatisfy { $0.map { (0...100).contains($0) } ?? false }
            return found.isEmpty || !isFine ? nil : found.compactMap(\.self)
        }
    }
}

extension ValueFormat where Value == GoodputLimit {
    static var goodputLimit: Self {
        ValueFormat(
            valueName: "NAME:MS", expectation: "ttft, tpot or e2el with its limit in milliseconds, such as ttft:200"
        ) { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let metric = Metric(rawValue: String(parts[0])),
                [.ttft, .tpot, .e2el].contains(metric), let limit = Double(parts[1]), limit >= 0
            else { return nil }
            return GoodputLimit(metric: metric, milliseconds: limit)
        }
    }
}

private func trimmed(_ text: Substring) -> String {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
}
