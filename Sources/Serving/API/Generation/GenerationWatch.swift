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
        /// When the engine had the first token, which may be before anybody fetched it.
        var firstToken: ContinuousClock.Instant?

        init(_ record: GenerationRecord) {
            self.record = record
            lastTokens = Array(repeating: nil, count: record.choices)
            answers = Array(repeating: "", count: record.choices)
        }

        /// New tokens, and how long they took. If the first token was fetched together with later ones, those share the
        /// time since it.
        mutating func note(
            _ delta: CompletionDelta, _ choice: Int, _ logsAnswers: Bool
        ) -> [(count: Int, gap: Duration, isFirst: Bool)] {
            guard lastTokens.indices.contains(choice) else { return [] }
            if delta.finishReason == .length { wasCut = true }
            if logsAnswers { answers[choice] += delta.text }
            let count = delta.tokens.count
            guard count > 0 else { return [] }
            record.completionTokens += count
            let now = ContinuousClock.now
            let before = lastTokens[choice] ?? record.lastToken
            lastTokens[choice] = now
            record.lastToken = now
            if let before { return [(count, before.duration(to: now), false)] }
            let first = firstToken ?? now
            record.firstToken = first
            let steps = [(count: 1, gap: record.arrival.duration(to: first), isFirst: true)]
            return count == 1 ? steps : steps + [(count - 1, first.duration(to: now), false)]
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
        let steps = state.withLock { $0.note(delta, choice, logsAnswers) }
        for step in steps { monitor.tokens(step.count, after: step.gap, isFirst: step.isFirst, model) }
    }

    /// The answer is complete.
    func finish() { end(state.withLock { $0.wasCut } ? .length : .stop) }

    func note(_ progress: [AnswerFeed.Progress]) {
        state.withLock { state in
            state.record.cachedTokens = progress.reduce(0) { $0 + $1.usage.cachedTokens }
            state.record.scheduled = progress.compactMap(\.scheduled).min()
            state.firstToken = progress.compactMap(\.firstToken).min()
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
