internal import Dazzle
internal import Synchronization

/// Tells the monitor of one request: that it began, each of its tokens, and exactly once that it ended, even if nobody
/// ever reads the answer.
final class GenerationWatch: Sendable {
    private struct State: Sendable {
        var record: GenerationRecord
        /// When each choice had its last token.
        var lastTokens: [ContinuousClock.Instant?]
        var answers: [String]
        var wasCut = false
        var hasEnded = false

        init(_ record: GenerationRecord) {
            self.record = record
            lastTokens = Array(repeating: nil, count: record.choices)
            answers = Array(repeating: "", count: record.choices)
        }
    }

    private let state: Mutex<State>
    private let model: String
    private let monitor: any ServingMonitor
    private let logsAnswers: Bool

    init(_ record: GenerationRecord, _ monitor: any ServingMonitor, logsAnswers: Bool) {
        state = Mutex(State(record))
        model = record.model
        self.monitor = monitor
        self.logsAnswers = logsAnswers
        monitor.began(model)
    }

    deinit { end(.cancelled) }

    func note(_ delta: CompletionDelta, choice: Int) {
        let step = state.withLock { state -> (gap: Duration, isFirst: Bool)? in
            guard state.lastTokens.indices.contains(choice) else { return nil }
            if delta.finishReason == .length { state.wasCut = true }
            if logsAnswers { state.answers[choice] += delta.text }
            guard !delta.tokens.isEmpty else { return nil }
            state.record.completionTokens += delta.tokens.count
            let now = ContinuousClock.now
            let before = state.lastTokens[choice] ?? state.record.lastToken
            state.lastTokens[choice] = now
            state.record.lastToken = now
            if before == nil { state.record.firstToken = now }
            return ((before ?? state.record.arrival).duration(to: now), before == nil)
        }
        if let step { monitor.tokens(delta.tokens.count, after: step.gap, isFirst: step.isFirst, model) }
    }

    /// The answer is complete.
    func finish() { end(state.withLock { $0.wasCut } ? .length : .stop) }

    func note(_ progress: [AnswerFeed.Progress]) {
        state.withLock { state in
            state.record.cachedTokens = progress.reduce(0) { $0 + $1.usage.cachedTokens }
            state.record.scheduled = progress.compactMap(\.scheduled).min()
        }
    }

    func fail(_ error: any Error) { end(error.isCancellation ? .cancelled : .failed) }

    private func end(_ outcome: GenerationRecord.Outcome) {
        let record = state.withLock { state -> GenerationRecord? in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            state.record.outcome = outcome
            state.record.end = .now
            if logsAnswers {
                state.record.answer = state.answers.joined(separator: "\n")
            }
            return state.record
        }
        if let record { monitor.ended(record) }
    }
}
