/// How a request went; times are in seconds.
package struct RequestOutcome: Sendable, Hashable {
    package var isSuccess = false
    package var error = ""
    /// When it was sent, since the start of the run.
    package var start = 0.0
    /// How long it waited for the client's own limit of requests at once.
    package var queueTime = 0.0
    package var timeToFirst = 0.0
    /// Gaps between the pieces of the answer.
    package var gaps: [Double] = []
    /// From sending to the last piece.
    package var latency = 0.0
    package var promptTokens = 0
    package var outputTokens = 0
    package var text = ""

    package init() {}

    /// nil where there is only one token.
    var timePerOutput: Double? {
        outputTokens > 1 ? (latency - timeToFirst) / Double(outputTokens - 1) : nil
    }
}
