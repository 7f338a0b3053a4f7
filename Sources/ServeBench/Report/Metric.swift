/// A figure that a run has many of.
package enum Metric: String, Sendable, CaseIterable {
    case ttft, tpot, itl, e2el
    case clientQueueTime = "client_queue_time"
    case e2elIncludingQueue = "e2el_including_client_queue"

    var abbreviation: String {
        switch self {
        case .ttft: "TTFT"
        case .tpot: "TPOT"
        case .itl: "ITL"
        case .e2el: "E2EL"
        case .clientQueueTime: "Client Queue Time"
        case .e2elIncludingQueue: "E2EL incl. Client Queue"
        }
    }

    var title: String {
        switch self {
        case .ttft: "Time to First Token"
        case .tpot: "Time per Output Token (excl. 1st token)"
        case .itl: "Inter-token Latency"
        case .e2el: "End-to-end Latency"
        case .clientQueueTime: "Client-side Queueing"
        case .e2elIncludingQueue: "Queue-inclusive End-to-end Latency"
        }
    }

    /// The first two of the queue's only mean something where requests wait for each other.
    func applies(to traffic: Traffic) -> Bool {
        switch self {
        case .clientQueueTime: traffic.maxConcurrency != nil
        case .e2elIncludingQueue: traffic.maxConcurrency != nil && traffic.rate.isFinite
        default: true
        }
    }
}

/// Limits in seconds that a good request keeps.
package struct Goodput: Sendable, Hashable {
    package var ttft: Double?
    package var tpot: Double?
    package var e2el: Double?

    package init() {}

    var isEmpty: Bool { ttft == nil && tpot == nil && e2el == nil }

    func isMet(_ outcome: RequestOutcome) -> Bool {
        [(ttft, outcome.timeToFirst), (tpot, outcome.timePerOutput ?? 0), (e2el, outcome.latency)]
            .allSatisfy { limit, value in limit.map { value <= $0 } ?? true }
    }
}
