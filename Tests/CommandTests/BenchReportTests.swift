import ServeBench
import TestSupport
import Testing

@testable import Command

@Suite struct BenchReportTests {
    private static let records: [RequestRecord] = (0..<3).map { place in
        var record = RequestRecord()
        record.outcome = place == 2 ? .failure("no luck") : .success
        record.startTime = 0.5 * Double(place)
        record.timeToFirstToken = 0.25
        record.interTokenLatencies = [0.125, 0.25 * Double(place + 1)]
        record.latency = 0.375 + 0.25 * Double(place + 1)
        record.queueTime = 0.0625
        (record.inputTokens, record.outputTokens) = (100, 3)
        return record
    }

    @Test func printsTheTable() throws {
        let summary = BenchSummary(
            backend: .openai, modelID: "m", promptCount: 3, arrivals: Arrivals(rate: 1.5), maxConcurrency: 8)
        let selection = BenchMetrics.Selection(
            metrics: LatencyMetric.allCases, percentiles: [50, 99.9], levels: [.ttft: 250, .tpot: 200])
        let metrics = BenchMetrics(Self.records, duration: 2, selection)
        try expectSnapshot(BenchReport.text(summary, metrics), "bench-report.txt")
    }

    @Test func printsWhatIsUsual() throws {
        let summary = BenchSummary(backend: .openai, modelID: "m", promptCount: 3)
        let metrics = BenchMetrics(Self.records, duration: 2, .init())
        try expectSnapshot(BenchReport.text(summary, metrics), "bench-report-usual.txt")
    }

    @Test func keepsResultsLineByLine() throws {
        let temporary = try TemporaryFolder()
        let folder = temporary.path + "/deep"
        let file = ResultFile(folder: folder, name: "r.json")
        try file.write("1", appends: true)
        try file.write("2", appends: true)
        #expect(try TextFile.read(file.path) == "1\n2")
        try file.write("3", appends: false)
        #expect(try TextFile.read(file.path) == "3")
        #expect(throws: Failure.self) { try ResultFile(folder: file.path, name: "x").write("", appends: false) }
    }
}
