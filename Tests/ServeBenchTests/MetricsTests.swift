import Testing

@testable import ServeBench

/// Expected values: what `calculate_metrics` of vllm bench serve 0.32 says of the same outcomes.
@Suite struct MetricsTests {
    private let metrics = Metrics(Samples.outcomes, duration: 4)

    @Test func countsAndRates() {
        #expect([metrics.completed, metrics.failed, metrics.inputTokens, metrics.outputTokens] == [4, 1, 100, 14])
        #expect([metrics.requestThroughput, metrics.outputThroughput, metrics.totalThroughput] == [1, 3.5, 28.5])
        #expect(metrics.peakOutput == 5)
        #expect(metrics.peakConcurrency == 3)
        #expect(metrics.goodput == nil)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var metric: Metric
        var mean: Double
        var median: Double
        var deviation: Double
        var percentiles: [Double]
        var testDescription: String { metric.rawValue }
    }

    @Test(arguments: [
        Row(
            metric: .ttft, mean: 312.5, median: 312.5, deviation: 139.75424859373686,
            percentiles: [462.5, 496.24999999999994, 499.62500000000006]),
        Row(
            metric: .tpot, mean: 312.5, median: 250, deviation: 135.01543121683042,
            percentiles: [450, 495, 499.50000000000006]),
        Row(
            metric: .itl, mean: 414.0625, median: 312.5, deviation: 301.2628044477944,
            percentiles: [825, 982.4999999999999, 998.2500000000001]),
        Row(
            metric: .e2el, mean: 1140.625, median: 1093.75, deviation: 673.6894105409406,
            percentiles: [1862.5000000000002, 2098.75, 2122.3750000000005]),
    ])
    func times(_ row: Row) {
        let statistics = metrics.statistics(row.metric)
        let found =
            [statistics.mean, statistics.median, statistics.deviation] + [90, 99, 99.9].map(statistics.percentile)
        for (value, expected) in zip(found, [row.mean, row.median, row.deviation] + row.percentiles) {
            #expect(abs(value * 1000 - expected) < 1e-9)
        }
    }

    @Test(
        arguments: [
            ((nil, nil, nil), nil), ((0.4, 0.3, 1), 0.5), ((nil, 0.25, nil), 0.75), ((10, 10, 10), 1),
            ((0, nil, nil), 0),
        ] as [((Double?, Double?, Double?), Double?)])
    func goodput(_ limits: (Double?, Double?, Double?), _ expected: Double?) {
        var goodput = Goodput()
        (goodput.ttft, goodput.tpot, goodput.e2el) = limits
        #expect(Metrics(Samples.outcomes, duration: 4, goodput: goodput).goodput == expected)
    }

    @Test func nothingAtAll() {
        let metrics = Metrics([], duration: 0)
        #expect(metrics.completed == 0 && metrics.peakConcurrency == 0 && metrics.requestThroughput == 0)
        #expect(metrics.statistics(.itl).percentile(99) == 0)
    }
}
