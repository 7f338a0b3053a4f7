/// The times that are reported, in the order of the report. The names are those of vLLM's options and results.
package enum LatencyMetric: String, CaseIterable, Sendable {
    case ttft, tpot, itl, e2el
    case queue = "client_queue_time"
    case withQueue = "e2el_including_client_queue"

    /// In lines of the table.
    var label: String {
        switch self {
        case .ttft: "TTFT"
        case .tpot: "TPOT"
        case .itl: "ITL"
        case .e2el: "E2EL"
        case .queue: "Client Queue Time"
        case .withQueue: "E2EL incl. Client Queue"
        }
    }

    /// Above those lines.
    var title: String {
        switch self {
        case .ttft: "Time to First Token"
        case .tpot: "Time per Output Token (excl. 1st token)"
        case .itl: "Inter-token Latency"
        case .e2el: "End-to-end Latency"
        case .queue: "Client-side Queueing"
        case .withQueue: "Queue-inclusive End-to-end Latency"
        }
    }

    /// What one request adds, in seconds.
    func values(of record: RequestRecord) -> [Double] {
        switch self {
        case .ttft: [record.timeToFirstToken]
        case .tpot: record.timePerOutputToken.map { [$0] } ?? []
        case .itl: record.interTokenLatencies
        case .e2el: [record.latency]
        case .queue: [record.queueTime]
        case .withQueue: [record.latency + record.queueTime]
        }
    }

    /// For a service level: a request with a single token has no time per token, and meets any.
    func level(of record: RequestRecord) -> Double { values(of: record).max() ?? 0 }
}

/// One metric over all successful requests, in milliseconds.
package struct LatencySummary: Hashable, Sendable {
    package struct Percentile: Hashable, Sendable {
        package var percent: Double
        package var value: Double

        /// `P99`'s number: 99, or 99.9.
        var name: String { percent == percent.rounded() ? "\(Int(percent))" : "\(percent)" }
    }

    package var metric: LatencyMetric
    package var mean: Double
    package var median: Double
    package var standardDeviation: Double
    package var percentiles: [Percentile]

    package init(_ metric: LatencyMetric, of records: [RequestRecord], percentiles: [Double]) {
        let values = records.flatMap(metric.values)
        self.metric = metric
        mean = Statistics.mean(values) * 1000
        median = Statistics.median(values) * 1000
        standardDeviation = Statistics.standardDeviation(values) * 1000
        self.percentiles = percentiles.map {
            Percentile(percent: $0, value: Statistics.percentile($0, of: values) * 1000)
        }
    }
}
