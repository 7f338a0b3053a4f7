#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The table that `vllm bench serve` prints, line for line, so that scripts read either.
package struct BenchReport {
    private static let width = 50

    package static func text(_ summary: BenchSummary, _ metrics: BenchMetrics) -> String {
        var lines = [banner(" Serving Benchmark Result ", "=")]
        lines += counts(summary, metrics) + rates(metrics)
        for latency in metrics.latencies {
            let name = latency.metric.label
            lines.append(banner(latency.metric.title, "-"))
            lines.append(row("Mean \(name) (ms):", fixed(latency.mean)))
            lines.append(row("Median \(name) (ms):", fixed(latency.median)))
            lines += latency.percentiles.map { row("P\($0.name) \(name) (ms):", fixed($0.value)) }
        }
        lines.append(String(repeating: "=", count: width))
        return lines.map { $0 + "\n" }.joined()
    }

    private static func counts(_ summary: BenchSummary, _ metrics: BenchMetrics) -> [String] {
        var lines = [
            row("Successful requests:", "\(metrics.completed)"),
            row("Failed requests:", "\(metrics.failed)"),
        ]
        if let limit = summary.maxConcurrency { lines.append(row("Maximum request concurrency:", "\(limit)")) }
        if summary.arrivals.rate.isFinite {
            lines.append(row("Request rate configured (RPS):", fixed(summary.arrivals.rate)))
        }
        return lines + [
            row("Benchmark duration (s):", fixed(metrics.duration)),
            row("Total input tokens:", "\(metrics.inputTokens)"),
            row("Total generated tokens:", "\(metrics.outputTokens)"),
        ]
    }

    private static func rates(_ metrics: BenchMetrics) -> [String] {
        var lines = [row("Request throughput (req/s):", fixed(metrics.requestThroughput))]
        if let goodput = metrics.goodput { lines.append(row("Request goodput (req/s):", fixed(goodput))) }
        return lines + [
            row("Output token throughput (tok/s):", fixed(metrics.outputThroughput)),
            row("Peak output token throughput (tok/s):", fixed(Double(metrics.peakTokensPerSecond))),
            row("Peak concurrent requests:", fixed(Double(metrics.peakConcurrentRequests))),
            row("Total token throughput (tok/s):", fixed(metrics.totalThroughput)),
        ]
    }

    /// The title in the middle; where that is not possible, half a place to the left.
    private static func banner(_ title: String, _ mark: String) -> String {
        let room = max(0, width - title.count)
        let left = String(repeating: mark, count: room / 2)
        return left + title + String(repeating: mark, count: room - room / 2)
    }

    private static func row(_ label: String, _ value: String) -> String {
        padded(label, to: 40) + " " + padded(value, to: 10)
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// Two places after the point, rounded as C and Python do.
    static func fixed(_ value: Double) -> String {
        var buffer = [CChar](repeating: 0, count: 400)
        let count = withVaList([value]) { vsnprintf(&buffer, buffer.count, "%.2f", $0) }
        return String(decoding: buffer.prefix(max(0, Int(count))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
