/// Is told what happens to generation requests; makes figures and log lines of it. Called on the path of every token, so
/// implementations take no lock for long and never wait.
package protocol ServingMonitor: Sendable {
    /// A valid request for a model has been taken in.
    func began(_ model: String)
    /// New tokens of a request: the first `count` of them after `gap` since its arrival (`isFirst`) or since the last.
    func tokens(_ count: Int, after gap: Duration, isFirst: Bool, _ model: String)
    /// Once for each `began`.
    func ended(_ record: GenerationRecord)
    /// A request that never began: malformed, unknown model, queue full.
    func refused(_ error: APIError, model: String?, endpoint: String, id: String)
}

/// What became of one generation request.
package struct GenerationRecord: Sendable {
    package enum Outcome: Sendable, Hashable {
        case stop, length
        /// The client left, or the server was told to stop.
        case cancelled
        case failed
    }

    package var id: String
    package var model: String
    /// "chat.completions" or "completions".
    package var endpoint: String
    package var isStream: Bool
    /// Choices asked for, over all prompts.
    package var choices = 1
    package var maxTokens: Int?
    package var promptTokens = 0
    package var cachedTokens = 0
    package var completionTokens = 0
    /// Tokens of the longest choice, where there are several.
    package var longestChoice: Int?
    package var arrival: ContinuousClock.Instant
    /// When the engine first computed something of it.
    package var scheduled: ContinuousClock.Instant?
    package var firstToken: ContinuousClock.Instant?
    package var lastToken: ContinuousClock.Instant?
    package var end: ContinuousClock.Instant = .now
    package var outcome = Outcome.cancelled
    package var media = MediaCost()
    /// The prompt and the answer, only where the operator asked for them in the log.
    package var prompt: String?
    package var answer: String?

    /// What the pictures and clips of a request cost.
    package struct MediaCost: Sendable, Hashable {
        package var images = 0
        package var videos = 0
        /// Of the prompt's.
        package var tokens = 0
        /// From reading the request to handing it to the engine.
        package var time = Duration.zero

        package init() {}
    }

    package init(id: String, model: String, endpoint: String, isStream: Bool, arrival: ContinuousClock.Instant) {
        self.id = id
        self.model = model
        self.endpoint = endpoint
        self.isStream = isStream
        self.arrival = arrival
    }
}
