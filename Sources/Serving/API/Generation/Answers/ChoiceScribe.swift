internal import Dazzle
internal import Support

/// Turns what the model says of one choice into what the answer says of it, in pieces or whole: joined pieces read as the
/// whole does.
struct ChoiceScribe: Sendable {
    let index: Int
    /// Tokens of the choice so far.
    private(set) var tokenCount = 0

    private(set) var hasBegun = false
    private var logprobs: LogprobScribe

    init(_ plan: GenerationPlan, index: Int) {
        self.index = index
        logprobs = LogprobScribe(
            plan.format.logprobStyle, TokenNames(model: plan.model, byID: plan.options.namesTokensByID))
    }

    /// - Parameter plan: the one that the scribe was made for.
    mutating func piece(
        of delta: CompletionDelta, promptLogprobs: [PositionLogprobs?]?, _ plan: GenerationPlan
    ) -> ChoicePiece {
        var delta = delta
        if plan.showsOnlyPrompt {
            delta.text = ""
            delta.tokens = []
            delta.finishReason = delta.finishReason.map { _ in .length }
            delta.stopReason = nil
        }
        tokenCount += delta.tokens.count
        var piece = ChoicePiece(
            index: index, text: delta.text, finishReason: delta.finishReason, stopReason: delta.stopReason)
        piece.logprobs = logprobJSON(delta, promptLogprobs, plan)
        if plan.options.returnsTokenIDs { piece.tokens = delta.tokens }
        if !hasBegun { begin(&piece, promptLogprobs, plan) }
        return piece
    }

    private mutating func begin(
        _ piece: inout ChoicePiece, _ promptLogprobs: [PositionLogprobs?]?, _ plan: GenerationPlan
    ) {
        hasBegun = true
        let prompt = plan.prompts[index / plan.choicesPerPrompt]
        piece.text = prompt.echo + piece.text
        if plan.options.returnsTokenIDs { piece.promptTokens = prompt.tokens }
        if let count = plan.options.sampling.promptLogprobs, let promptLogprobs {
            piece.promptLogprobs = LogprobScribe.promptJSON(Self.first(count, of: promptLogprobs), plan.model)
        }
    }

    private mutating func logprobJSON(
        _ delta: CompletionDelta, _ promptLogprobs: [PositionLogprobs?]?, _ plan: GenerationPlan
    ) -> JSONValue {
        guard let count = plan.options.sampling.logprobs else { return .null }
        var entries: [LogprobScribe.Entry] = []
        if !hasBegun, plan.options.echo, plan.format.showsPromptLogprobsInEcho {
            let positions = Self.first(count, of: promptLogprobs ?? [])
            for (place, token) in plan.prompts[index / plan.choicesPerPrompt].tokens.enumerated() {
                entries.append((token, place < positions.count ? positions[place] : nil))
            }
        }
        for (place, token) in delta.tokens.enumerated() where place < delta.logprobs.count {
            entries.append((token, delta.logprobs[place]))
        }
        return entries.isEmpty ? .null : logprobs.json(entries)
    }

    /// With at most `count` alternatives: the engine was asked once, for whoever wanted more.
    private static func first(_ count: Int, of positions: [PositionLogprobs?]) -> [PositionLogprobs?] {
        positions.map { position in
            position.map { PositionLogprobs(chosen: $0.chosen, top: Array($0.top.prefix(count))) }
        }
    }
}
