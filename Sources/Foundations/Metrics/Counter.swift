internal import Synchronization

/// Only ever grows. Adding takes no lock and no memory.
package final class Counter: Metric {
    package static var kind: MetricKind { .counter }

    private let count = Atomic<UInt64>(0)

    package init(_ options: Void = ()) {}

    package func add(_ amount: Int = 1) {
        guard amount > 0 else { return }
        count.wrappingAdd(UInt64(amount), ordering: .relaxed)
    }

    package var value: UInt64 { count.load(ordering: .relaxed) }

    package func heads(_ series: SeriesName) -> [[UInt8]] { [series.head()] }

    package func emit(_ heads: [[UInt8]], into text: inout [UInt8]) {
        text.appendSample(heads[0], String(value))
    }
}
