internal import Synchronization

/// A whole number that goes up and down. Changing it takes no lock and no memory.
package final class Gauge: Metric {
    package static var kind: MetricKind { .gauge }

    private let number = Atomic<Int>(0)

    package init(_ options: Void = ()) {}

    package func set(_ value: Int) { number.store(value, ordering: .relaxed) }
    package func add(_ amount: Int = 1) { number.wrappingAdd(amount, ordering: .relaxed) }
    package func subtract(_ amount: Int = 1) { number.wrappingSubtract(amount, ordering: .relaxed) }

    package var value: Int { number.load(ordering: .relaxed) }

    package func heads(_ series: SeriesName) -> [[UInt8]] { [series.head()] }

    package func emit(_ heads: [[UInt8]], into text: inout [UInt8]) {
        text.appendSample(heads[0], String(value))
    }
}
