internal import Synchronization

/// Counts observations by size. Observing takes no lock and no memory.
package final class Histogram: Metric {
    package static var kind: MetricKind { .histogram }

    /// Upper bounds, ascending; one more bucket takes what is larger.
    package let bounds: [Double]
    private let buckets: [Bucket]
    /// The bits of a double.
    private let total = Atomic<UInt64>(0)

    private final class Bucket: Sendable {
        let count = Atomic<UInt64>(0)
    }

    package init(_ bounds: [Double]) {
        self.bounds = Array(Set(bounds.filter(\.isFinite))).sorted()
        buckets = (0...self.bounds.count).map { _ in Bucket() }
    }

    /// - Parameter times: how often `value` is counted.
    package func observe(_ value: Double, times: Int = 1) {
        guard times > 0, value.isFinite else { return }
        buckets[place(of: value)].count.wrappingAdd(UInt64(times), ordering: .relaxed)
        add(value * Double(times))
    }

    package func observe(_ duration: Duration, times: Int = 1) { observe(duration.seconds, times: times) }

    package var count: UInt64 { buckets.reduce(0) { $0 &+ $1.count.load(ordering: .relaxed) } }
    package var sum: Double { Double(bitPattern: total.load(ordering: .relaxed)) }

    /// The first bucket whose bound is not below the value, by halving.
    private func place(of value: Double) -> Int {
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func add(_ amount: Double) {
        var seen = total.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: seen) + amount).bitPattern
            let outcome = total.weakCompareExchange(expected: seen, desired: new, ordering: .relaxed)
            if outcome.exchanged { return }
            seen = outcome.original
        }
    }

    package func heads(_ series: SeriesName) -> [[UInt8]] {
        let bucketHeads = bounds.map { series.head("_bucket", ("le", $0.description)) }
        return bucketHeads + [
            series.head("_bucket", ("le", "+Inf")), series.head("_sum"), series.head("_count"),
        ]
    }

    /// The count is that of the last bucket, so a scrape amid observations is consistent in itself.
    package func emit(_ heads: [[UInt8]], into text: inout [UInt8]) {
        var cumulated: UInt64 = 0
        for (head, bucket) in zip(heads, buckets) {
            cumulated &+= bucket.count.load(ordering: .relaxed)
            text.appendSample(head, String(cumulated))
        }
        text.appendSample(heads[buckets.count], sum.sampleText)
        text.appendSample(heads[buckets.count + 1], String(cumulated))
    }
}

extension Duration {
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
