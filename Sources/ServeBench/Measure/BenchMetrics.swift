/// What a run comes to.
package struct BenchMetrics: Hashable, Sendable {
    package var duration: Double
    package var completed: Int
    package var failed: Int
    package var inputTokens: Int
    package var outputTokens: Int
    /// Requests per second that met every service level; nil if none was set.
    package var goodput: Double?
    package var peakTokensPerSecond: Int
    package var peakConcurrentRequests: Int
    package var latencies: [LatencySummary]

    package var requestThroughput: Double { Double(completed) / duration }
    package var outputThroughput: Double { Double(outputTokens) / duration }
    package var totalThroughput: Double { Double(inputTokens + outputTokens) / duration }

    /// What to look at.
    package struct Selection: Hashable, Sendable {
        package var metrics: [LatencyMetric] = [.ttft, .tpot, .itl]
        package var percentiles: [Double] = [99]
        /// Milliseconds at most, by metric.
        package var levels: [LatencyMetric: Double] = [:]

        package init(
            metrics: [LatencyMetric] = [.ttft, .tpot, .itl], percentiles: [Double] = [99],
            levels: [LatencyMetric: Double] = [:]
        ) {
            (self.metrics, self.percentiles, self.levels) = (metrics, percentiles, levels)
        }
    }

    /// - Parameter duration: seconds from the first request's turn to the last answer.
    package init(_ records: [RequestRecord], duration: Double, _ selection: Selection) {
        let successes = records.filter(\.isSuccess)
        let peaks = Peaks(successes)
        self.duration = max(duration, 1e-9)
        completed = successes.count
        failed = records.count(where: \.isFailure)
        inputTokens = successes.reduce(0) { $0 + $1.inputTokens }
        outputTokens = successes.reduce(0) { $0 + $1.outputTokens }
        peakTokensPerSecond = peaks.tokensPerSecond
        peakConcurrentRequests = peaks.concurrentRequests
        latencies = LatencyMetric.allCases.filter(selection.metrics.contains).map {
            LatencySummary($0, of: successes, percentiles: selection.percentiles)
        }
        if !selection.levels.isEmpty {
            let good = successes.count { record in
                selection.levels.allSatisfy { $0.level(of: record) <= $1 / 1000 }
            }
            goodput = Double(good) / self.duration
        }
    }
}
