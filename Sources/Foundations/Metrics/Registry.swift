internal import Synchronization

/// Whatever has lines in the text.
package protocol Collector: Sendable {
    var name: String { get }
    func emit(into text: inout [UInt8])
}

/// All figures of a program, in the order they were registered.
package final class MetricsRegistry: Sendable {
    private let collectors = Mutex<[any Collector]>([])

    package init() {}

    package func counters(_ name: String, _ help: String, labels: [String] = [], limit: Int = 200) -> Family<Counter> {
        register(Family(name, help, labels: labels, limit: limit, options: ()))
    }

    package func gauges(_ name: String, _ help: String, labels: [String] = [], limit: Int = 200) -> Family<Gauge> {
        register(Family(name, help, labels: labels, limit: limit, options: ()))
    }

    package func histograms(
        _ name: String, _ help: String, labels: [String] = [], limit: Int = 200, bounds: [Double]
    ) -> Family<Histogram> {
        register(Family(name, help, labels: labels, limit: limit, options: bounds))
    }

    /// Figures that are read when somebody looks.
    package func observed(
        _ name: String, _ help: String, _ kind: MetricKind, labels: [String] = [],
        _ read: @escaping @Sendable () -> [Observed.Sample]
    ) {
        _ = register(Observed(name, help, kind, labels: labels, read))
    }

    @discardableResult
    package func register<Some: Collector>(_ collector: Some) -> Some {
        collectors.withLock { collectors in
            precondition(!collectors.contains { $0.name == collector.name }, "two metrics are named \(collector.name)")
            collectors.append(collector)
        }
        return collector
    }

    package func emit(into text: inout [UInt8]) {
        for collector in collectors.withLock({ $0 }) { collector.emit(into: &text) }
    }

    package var text: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(32 << 10)
        emit(into: &text)
        return text
    }
}
