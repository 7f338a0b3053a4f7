#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A run in figures, with vllm bench serve's definitions.
package struct Metrics: Sendable {
    package let completed: Int
    package let failed: Int
    package let inputTokens: Int
    package let outputTokens: Int
    package let requestThroughput: Double
    /// nil if nobody asked for it.
    package let goodput: Double?
    package let outputThroughput: Double
    package let totalThroughput: Double
    /// Tokens in the best second.
    package let peakOutput: Double
    /// Requests in the fullest second.
    package let peakConcurrency: Int
    private let statistics: [Metric: Statistics]

    package init(_ outcomes: [RequestOutcome], duration: Double, goodput limits: Goodput = Goodput()) {
        let good = outcomes.filter(\.isSuccess)
        completed = good.count
        failed = outcomes.count - good.count
        inputTokens = good.reduce(0) { $0 + $1.promptTokens }
        outputTokens = good.reduce(0) { $0 + $1.outputTokens }
        // A run that was interrupted at once has lasted no time at all.
        let duration = max(duration, 1e-9)
        requestThroughput = Double(good.count) / duration
        goodput = limits.isEmpty ? nil : Double(good.filter(limits.isMet).count) / duration
        outputThroughput = Double(outputTokens) / duration
        totalThroughput = Double(inputTokens + outputTokens) / duration
        (peakOutput, peakConcurrency) = Self.peaks(good)
        statistics = Dictionary(
            uniqueKeysWithValues: Metric.allCases.map { ($0, Statistics(Self.values($0, good))) })
    }

    func statistics(_ metric: Metric) -> Statistics { statistics[metric] ?? Statistics([]) }

    private static func values(_ metric: Metric, _ outcomes: [RequestOutcome]) -> [Double] {
        switch metric {
        case .ttft: outcomes.map(\.timeToFirst)
        case .tpot: outcomes.compactMap(\.timePerOutput)
        case .itl: outcomes.flatMap(\.gaps)
        case .e2el: outcomes.map(\.latency)
        case .clientQueueTime: outcomes.map(\.queueTime)
        case .e2elIncludingQueue: outcomes.map { $0.latency + $0.queueTime }
        }
    }

    /// Counts in seconds since the first request: pieces that came in each, and requests that were under way in it.
    private static func peaks(_ outcomes: [RequestOutcome]) -> (tokens: Double, requests: Int) {
        guard let origin = outcomes.map(\.start).min(), let end = outcomes.map({ $0.start + $0.latency }).max() else {
            return (0, 0)
        }
        let seconds = Int((end - origin).rounded(.up)) + 1
        var tokens = [Int](repeating: 0, count: seconds)
        var requests = [Int](repeating: 0, count: seconds)
        for outcome in outcomes {
            var time = outcome.start + outcome.timeToFirst - origin
            for gap in outcome.gaps + [0] {
                if tokens.indices.contains(Int(time)) { tokens[Int(time)] += 1 }
                time += gap
            }
            let first = Int(outcome.start - origin)
            for second in first...max(first, Int(outcome.start + outcome.latency - origin))
            where requests.indices.contains(second) {
                requests[second] += 1
            }
        }
        return (Double(tokens.max() ?? 0), requests.max() ?? 0)
    }
}
