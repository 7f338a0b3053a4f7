internal import Dazzle

extension WholeAnswer {
    /// Reads everything.
    init(
        _ plan: GenerationPlan, first: [AnswerFeed.Piece], _ feed: AnswerFeed, _ watch: GenerationWatch
    ) async throws {
        var feed = feed
        var collected = [CompletionDelta?](repeating: nil, count: plan.choiceCount)
        var pieces: [AnswerFeed.Piece]? = first
        watch.note(feed.progress)
        while let batch = pieces {
            for piece in batch {
                let index = piece.prompt * plan.choicesPerPrompt + piece.delta.index
                guard collected.indices.contains(index) else { continue }
                watch.note(piece.delta, choice: index)
                if collected[index]?.add(piece.delta) == nil { collected[index] = piece.delta }
            }
            pieces = try await feed.next()
        }
        watch.note(feed.progress)
        usage = plan.shown(feed.usage)
        let progress = feed.progress
        choices = collected.enumerated().compactMap { index, delta in
            var scribe = ChoiceScribe(plan, index: index)
            let promptLogprobs = progress[index / plan.choicesPerPrompt].promptLogprobs
            return delta.map { scribe.piece(of: $0, promptLogprobs: promptLogprobs, plan) }
        }
    }
}

extension CompletionDelta {
    fileprivate mutating func add(_ delta: CompletionDelta) {
        text += delta.text
        tokens += delta.tokens
        logprobs += delta.logprobs
        finishReason = delta.finishReason ?? finishReason
        stopReason = delta.stopReason ?? stopReason
    }
}
