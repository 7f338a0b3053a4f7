internal import Dazzle

extension WholeAnswer {
    /// Reads everything.
    init(
        _ plan: GenerationPlan, first: [AnswerFeed.Piece], _ feed: AnswerFeed, _ watch: GenerationWatch
    ) async throws {
        var feed = feed
        var collected = [CompletionDelta?](repeating: nil, count: plan.choiceCount)
        var pieces: [AnswerFeed.Piece]? = first
        while let batch = pieces {
            watch.note(feed.progress)
            for piece in batch {
                let index = piece.prompt * plan.choicesPerPrompt + piece.delta.index
                guard collected.indices.contains(index) else { continue }
                watch.note(piece.delta, choice: index)
                if collected[index]?.add(piece.delta) == nil { collected[index] = piece.delta }
            }
            pieces = try await feed.next()
        }
        usage = plan.shown(feed.usage)
        let progress = feed.progress
        choices = collected.enumerated().compactMap { index, delta in
            var scribe = ChoiceScribe(plan, index: index)
            let promptLogprobs = progress[index / plan.choicesPerPrompt].promptLogprobs
            return delta.map { scribe.piece(of: $0, promptLogprobs: promptLogprobs) }
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
