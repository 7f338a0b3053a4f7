/// What was seen of one request. Times are in seconds.
package struct RequestRecord: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case success
        case failure(String)
        /// The run was ended before the answer was; it counts neither way.
        case cancelled
    }

    package var outcome = Outcome.cancelled
    package var text = ""
    /// When it was sent, after the start of the run.
    package var startTime = 0.0
    /// How long it waited for a place among the concurrent requests.
    package var queueTime = 0.0
    package var timeToFirstToken = 0.0
    package var interTokenLatencies: [Double] = []
    /// From sending to the last piece with tokens.
    package var latency = 0.0
    package var inputTokens = 0
    package var outputTokens = 0

    package init() {}

    package var isSuccess: Bool { outcome == .success }
    package var isFailure: Bool { if case .failure = outcome { true } else { false } }
    package var error: String { if case .failure(let message) = outcome { message } else { "" } }

    /// Time per output token after the first.
    package var timePerOutputToken: Double? {
        outputTokens > 1 ? (latency - timeToFirstToken) / Double(outputTokens - 1) : nil
    }
}
