/// The report as vllm bench serve prints it, for people and for scripts that read it.
package struct ResultTable {
    private static let width = 50

    private let run: BenchmarkRun
    private let report: ReportOptions

    package init(_ run: BenchmarkRun, _ report: ReportOptions) {
        self.run = run
        self.report = report
    }

    package var text: String {
        let metrics = run.metrics(report)
        var lines = [Self.centred(" Serving Benchmark Result ", "=")]
        lines.append(Self.row("Successful requests:", metrics.completed))
        lines.append(Self.row("Failed requests:", metrics.failed))
        if let limit = run.traffic.maxConcurrency { lines.append(Self.row("Maximum request concurrency:", limit)) }
        if run.traffic.rate.isFinite { lines.append(Self.row("Request rate configured (RPS):", run.traffic.rate)) }
        lines.append(Self.row("Benchmark duration (s):", run.duration))
        lines.append(Self.row("Total input tokens:", metrics.inputTokens))
        lines.append(Self.row("Total generated tokens:", metrics.outputTokens))
        lines.append(Self.row("Request throughput (req/s):", metrics.requestThroughput))
        if let goodput = metrics.goodput { lines.append(Self.row("Request goodput (req/s):", goodput)) }
        lines.append(Self.row("Output token throughput (tok/s):", metrics.outputThroughput))
        lines.append(Self.row("Peak output token throughput (tok/s):", metrics.peakOutput))
        lines.append(Self.row("Peak concurrent requests:", Double(metrics.peakConcurrency)))
        lines.append(Self.row("Total token throughput (tok/s):", metrics.totalThroughput))
        for metric in report.shown(run.traffic) { lines += section(metric, metrics.statistics(metric)) }
        lines.append(String(repeating: "=", count: Self.width))
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(_ metric: Metric, _ statistics: Statistics) -> [String] {
        let name = metric.abbreviation
        return [
            Self.centred(metric.title, "-"),
            Self.row("Mean \(name) (ms):", statistics.mean * 1000),
            Self.row("Median \(name) (ms):", statistics.median * 1000),
        ]
            + report.percentiles.map { percent in
                Self.row("P\(ReportOptions.word(percent)) \(name) (ms):", statistics.percentile(percent) * 1000)
            }
    }

    private static func row(_ label: String, _ value: Int) -> String { row(label, String(value)) }
    private static func row(_ label: String, _ value: Double) -> String { row(label, value.twoDecimals) }
    private static func row(_ label: String, _ value: String) -> String {
        padded(label, to: 40) + " " + padded(value, to: 10)
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func centred(_ text: String, _ mark: String) -> String {
        let missing = max(0, width - text.count)
        return String(repeating: mark, count: missing / 2) + text
            + String(repeating: mark, count: missing - missing / 2)
    }
}
