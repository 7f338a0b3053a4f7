/// Metrics of one name, one for each combination of label values that was asked for. There are at most `limit` of them;
/// further ones share a single series whose labels all read "other", so that nobody can fill the memory with names.
/// Where a series is used often, look it up once and keep it.
package final class Family<Value: Metric>: Collector {
    package let name: String
    private let labelNames: [String]
    private let preamble: [UInt8]
    private let table: GrowingTable<[String], Series>

    private struct Series: Sendable {
        let metric: Value
        let heads: [[UInt8]]
    }

    package init(_ name: String, _ help: String, labels: [String] = [], limit: Int = 200, options: Value.Options) {
        Exposition.check(name, labels)
        self.name = name
        labelNames = labels
        preamble = Exposition.preamble(name, help, Value.kind)
        table = GrowingTable(limit: limit, restKey: labels.map { _ in "other" }) { values in
            let metric = Value(options)
            return Series(metric: metric, heads: metric.heads(SeriesName(name, zip(labels, values).map { ($0, $1) })))
        }
    }

    /// The metric with these values for the family's labels, made when it is asked for the first time.
    package subscript(labels: String...) -> Value { self[labels] }

    package subscript(labels: [String]) -> Value {
        precondition(labels.count == labelNames.count, "\(name) has the labels \(labelNames)")
        return table[labels].metric
    }

    package func emit(into text: inout [UInt8]) {
        text.append(contentsOf: preamble)
        table.forEach { _, series in series.metric.emit(series.heads, into: &text) }
    }
}
