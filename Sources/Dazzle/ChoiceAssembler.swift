internal import Generation
internal import Tokenizers

/// Turns one choice's tokens into text: decodes, looks for stop strings, ends the choice where one is found.
struct ChoiceAssembler {
    let index: Int
    private var detokenizer: Detokenizer
    private var filter: StopStringFilter
    private let minTokens: Int
    private let showsStop: Bool
    private var count = 0
    private(set) var isFinished = false

    init(index: Int, detokenizer: Detokenizer, parameters: SamplingParameters) {
        self.index = index
        self.detokenizer = detokenizer
        filter = StopStringFilter(parameters.stopStrings, includeStop: parameters.includeStopStringInOutput)
        minTokens = parameters.minTokens
        showsStop = parameters.includeStopStringInOutput
    }

    /// Adds the engine's news and returns what may be shown. Once the choice is finished there is nothing more.
    mutating func push(_ news: RequestOutput.Choice) -> CompletionDelta? {
        guard !isFinished else { return nil }
        var delta = CompletionDelta(index: index, score: news.score)
        for (place, token) in news.tokens.enumerated() {
            count += 1
            delta.tokens.append(token)
            if place < news.logprobs.count { delta.logprobs.append(news.logprobs[place]) }
            // The token that ended the answer is part of the tokens, but of the text only on request.
            let isEnd = news.endsWithStopToken && place == news.tokens.count - 1
            guard !isEnd || showsStop else { break }
            show(detokenizer.push(token), in: &delta)
            if isFinished { return delta }
        }
        if let reason = news.finish {
            show(detokenizer.finish(), in: &delta)
            if !isFinished { finish(&delta, reason, news.stopToken.map(StopReason.token)) }
        }
        return delta
    }

    private mutating func show(_ text: String, in delta: inout CompletionDelta) {
        let output = filter.push(text, mayStop: count > minTokens)
        delta.text += output.text
        guard let stop = output.stop else { return }
        isFinished = true
        delta.finishReason = .stop
        delta.stopReason = .string(stop)
    }

    private mutating func finish(_ delta: inout CompletionDelta, _ reason: FinishReason, _ stop: StopReason?) {
        delta.text += filter.finish()
        delta.finishReason = reason
        delta.stopReason = stop
        isFinished = true
    }
}
