@testable import ServeBench

/// Three answers and a failure within two and a half seconds.
enum SampleRun {
    static let records = [
        success(at: 0, first: 0.1, gaps: [0.05, 0.05, 0.4], input: 10, output: 4),
        success(at: 0.5, first: 0.2, gaps: Array(repeating: 0.1, count: 9), input: 20, output: 10),
        success(at: 1.2, first: 0.3, gaps: [], input: 5, output: 1),
        failure,
    ]

    static let selection = BenchMetrics.Selection(
        metrics: [.e2el, .itl, .tpot, .ttft], percentiles: [99, 50], levels: [.ttft: 200, .tpot: 150])

    static let metrics = BenchMetrics(records, duration: 2.5, selection)

    static let summary = BenchSummary(
        backend: .openaiChat, label: "mine", modelID: "org/model", promptCount: 4, metadata: [("tp", "1")],
        arrivals: Arrivals(rate: 2, burstiness: 0.5), maxConcurrency: 8, isDetailed: true)

    private static func success(
        at start: Double, first: Double, gaps: [Double], input: Int, output: Int
    ) -> RequestRecord {
        var record = RequestRecord()
        record.outcome = .success
        record.text = "text"
        record.startTime = start
        record.timeToFirstToken = first
        record.interTokenLatencies = gaps
        record.latency = first + gaps.reduce(0, +)
        record.inputTokens = input
        record.outputTokens = output
        return record
    }

    private static var failure: RequestRecord {
        var record = RequestRecord()
        record.outcome = .failure("no luck")
        record.inputTokens = 7
        return record
    }
}
