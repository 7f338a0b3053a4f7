/// A family whose values are read when somebody looks.
package struct Observed: Collector {
    package struct Sample: Sendable {
        package var labels: [String]
        package var value: Double

        package init(_ labels: [String] = [], _ value: Double) {
            self.labels = labels
            self.value = value
        }
    }

    package let name: String
    private let labelNames: [String]
    private let preamble: [UInt8]
    private let read: @Sendable () -> [Sample]

    package init(
        _ name: String, _ help: String, _ kind: MetricKind, labels: [String],
        _ read: @escaping @Sendable () -> [Sample]
    ) {
        Exposition.check(name, labels)
        precondition(kind != .histogram, "a histogram has more than one value")
        self.name = name
        labelNames = labels
        preamble = Exposition.preamble(name, help, kind)
        self.read = read
    }

    package func emit(into text: inout [UInt8]) {
        text.append(contentsOf: preamble)
        for sample in read() {
            let series = SeriesName(name, zip(labelNames, sample.labels).map { ($0, $1) })
            text.appendSample(series.head(), sample.value.sampleText)
        }
    }
}
