import Testing

@testable import ServeBench

/// The expected numbers come from numpy 2.3.5, by the formulas of `vllm bench serve` over the same records.
@Suite struct BenchMetricsTests {
    private let metrics = SampleRun.metrics

    @Test func counts() {
        #expect(metrics.completed == 3)
        #expect(metrics.failed == 1)
        #expect(metrics.inputTokens == 35)
        #expect(metrics.outputTokens == 15)
        #expect(metrics.requestThroughput == 3 / 2.5)
        #expect(metrics.outputThroughput == 15 / 2.5)
        #expect(metrics.totalThroughput == 50 / 2.5)
        #expect(metrics.peakTokensPerSecond == 8)
        #expect(metrics.peakConcurrentRequests == 2)
    }

    @Test(arguments: [
        (0, LatencyMetric.ttft, 200, 200, 81.6496580927726, 298, 200),
        (1, .tpot, 133.33333333333334, 133.33333333333334, 33.333333333333336, 166, 133.33333333333334),
        (2, .itl, 116.6666666666667, 100, 87.40073734751263, 367, 100),
        (3, .e2el, 666.6666666666666, 600, 329.98316455372213, 1090, 600),
    ])
    func summarises(
        _ place: Int, _ metric: LatencyMetric, _ mean: Double, _ median: Double, _ deviation: Double, _ p99: Double,
        _ p50: Double
    ) throws {
        try #require(metrics.latencies.count == 4)
        let summary = metrics.latencies[place]
        #expect(summary.metric == metric)
        #expect(isNear(summary.mean, mean))
        #expect(isNear(summary.median, median))
        #expect(isNear(summary.standardDeviation, deviation))
        #expect(summary.percentiles.map(\.percent) == [99, 50])
        #expect(zip(summary.percentiles.map(\.value), [p99, p50]).allSatisfy(isNear))
    }

    /// A request is good if it meets all levels; one of a single token has no time per token and so meets that.
    @Test(
        arguments: [
            ([:], nil), ([.ttft: 200, .tpot: 150], 1), ([.ttft: 350], 3), ([.tpot: 1], 1), ([.e2el: 600], 2),
            ([.ttft: 99], 0),
        ] as [([LatencyMetric: Double], Double?)])
    func countsGoodRequests(_ levels: [LatencyMetric: Double], _ good: Double?) {
        let metrics = BenchMetrics(SampleRun.records, duration: 2, .init(levels: levels))
        #expect(metrics.goodput == good.map { $0 / 2 })
    }

    @Test func aRunWithoutAnswersIsZero() {
        let metrics = BenchMetrics([RequestRecord()], duration: 1, .init())
        #expect(metrics.completed == 0)
        #expect(metrics.failed == 0)
        #expect(metrics.peakConcurrentRequests == 0)
        #expect(metrics.latencies.map(\.mean) == [0, 0, 0])
    }
}
