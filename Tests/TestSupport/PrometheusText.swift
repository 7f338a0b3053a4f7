/// What a strict reader makes of Prometheus' text format, version 0.0.4.
package struct PrometheusText: Sendable {
    package struct Family: Sendable {
        package var name: String
        package var help: String
        package var kind = ""
        package var samples: [Sample] = []
    }

    package struct Sample: Sendable {
        package var name: String
        package var labels: [String: String]
        package var value: Double
    }

    package struct Malformed: Error, CustomStringConvertible {
        package let description: String
    }

    package private(set) var families: [Family] = []

    package init(_ bytes: [UInt8]) throws {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Malformed(description: "no UTF-8") }
        guard text.isEmpty || text.utf8.last == 10 else { throw Malformed(description: "the last line has no end") }
        for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            try read(String(line))
        }
        for family in families { try check(family) }
    }

    package subscript(name: String) -> Family? { families.first { $0.name == name } }

    /// The value of the one sample that has these labels among its own.
    package func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        let found = families.flatMap(\.samples).filter { sample in
            sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value }
        }
        return found.count == 1 ? found[0].value : nil
    }

    /// The sum of all samples that have these labels among their own.
    package func total(_ name: String, _ labels: [String: String] = [:]) -> Double {
        families.flatMap(\.samples).filter { sample in
            sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value }
        }.reduce(0) { $0 + $1.value }
    }

    private mutating func read(_ line: String) throws {
        if line.hasPrefix("# HELP ") {
            let parts = line.dropFirst(7).split(separator: " ", maxSplits: 1)
            guard parts.count == 2, self[String(parts[0])] == nil else { throw Malformed(description: line) }
            families.append(Family(name: String(parts[0]), help: String(parts[1])))
        } else if line.hasPrefix("# TYPE ") {
            let parts = line.dropFirst(7).split(separator: " ")
            guard parts.count == 2, let last = families.last, last.name == parts[0], last.kind.isEmpty,
                ["counter", "gauge", "histogram"].contains(parts[1])
            else { throw Malformed(description: line) }
            families[families.count - 1].kind = String(parts[1])
        } else {
            var reader = SampleReader(line)
            let sample = try reader.sample()
            guard let last = families.last, !last.kind.isEmpty, last.owns(sample.name) else {
                throw Malformed(description: "stands under no family: \(line)")
            }
            let isNew = !last.samples.contains { $0.name == sample.name && $0.labels == sample.labels }
            guard isNew else { throw Malformed(description: "comes twice: \(line)") }
            families[families.count - 1].samples.append(sample)
        }
    }

    private func check(_ family: Family) throws {
        if family.kind == "counter", family.samples.contains(where: { !($0.value >= 0) }) {
            throw Malformed(description: "\(family.name) is a counter below nought")
        }
        guard family.kind == "histogram" else { return }
        let series = Dictionary(grouping: family.samples) { sample in
            sample.labels.filter { $0.key != "le" }
        }
        for (labels, samples) in series { try checkHistogram(family.name, labels, samples) }
    }

    private func checkHistogram(_ name: String, _ labels: [String: String], _ samples: [Sample]) throws {
        let buckets = samples.filter { $0.name == name + "_bucket" }
        let bounds = try buckets.map { sample in
            guard let text = sample.labels["le"], let bound = SampleReader.number(text) else {
                throw Malformed(description: "\(name)\(labels) has a bucket without a bound")
            }
            return bound
        }
        let counts = samples.filter { $0.name == name + "_count" }.map(\.value)
        let sums = samples.filter { $0.name == name + "_sum" }
        let isSound =
            bounds == bounds.sorted() && bounds.last == .infinity && counts.count == 1 && sums.count == 1
            && zip(buckets, buckets.dropFirst()).allSatisfy { $0.value <= $1.value } && buckets.last?.value == counts[0]
        guard isSound else { throw Malformed(description: "\(name)\(labels) is no sound histogram") }
    }
}

extension PrometheusText.Family {
    fileprivate func owns(_ sample: String) -> Bool {
        kind == "histogram" ? ["_bucket", "_sum", "_count"].contains { sample == name + $0 } : sample == name
    }
}

/// Reads `name{label="value"} 1`.
private struct SampleReader {
    private let line: String
    private var rest: Substring.UnicodeScalarView

    init(_ line: String) {
        self.line = line
        rest = Substring(line).unicodeScalars
    }

    private var malformed: PrometheusText.Malformed { .init(description: line) }

    mutating func sample() throws -> PrometheusText.Sample {
        let name = try self.name(colons: true)
        var labels: [String: String] = [:]
        if skip("{") {
            repeat {
                let label = try self.name(colons: false)
                guard skip("="), skip("\"") else { throw malformed }
                guard labels.updateValue(try quoted(), forKey: label) == nil else { throw malformed }
            } while skip(",")
            guard skip("}") else { throw malformed }
        }
        guard skip(" "), let value = Self.number(String(rest)) else { throw malformed }
        return .init(name: name, labels: labels, value: value)
    }

    static func number(_ text: String) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: text.allSatisfy { "0123456789+-.e".contains($0) } ? Double(text) : nil
        }
    }

    private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func name(colons: Bool) throws -> String {
        let name = String(rest.prefix { $0 == "_" || ($0 == ":" && colons) || ($0.isASCII && $0.isLetterOrDigit) })
        guard let first = name.unicodeScalars.first, !("0"..."9").contains(first) else { throw malformed }
        rest.removeFirst(name.unicodeScalars.count)
        return name
    }

    private mutating func quoted() throws -> String {
        var value = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return String(value)
            case "\\":
                let plain: [Unicode.Scalar: Unicode.Scalar] = ["n": "\n", "\\": "\\", "\"": "\""]
                guard let escaped = rest.popFirst(), let scalar = plain[escaped] else { throw malformed }
                value.append(scalar)
            default: value.append(scalar)
            }
        }
        throw malformed
    }
}

extension Unicode.Scalar {
    fileprivate var isLetterOrDigit: Bool {
        ("a"..."z").contains(self) || ("A"..."Z").contains(self) || ("0"..."9").contains(self)
    }
}
