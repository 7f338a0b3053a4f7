internal import Dazzle
internal import Support

/// Where an answer comes from.
protocol AnswerSource: Sendable {
    /// By prompt.
    var progress: [AnswerFeed.Progress] { get }
    /// Of all prompts.
    var usage: Usage { get }

    /// What came since the last call, at least one piece; nil at the end.
    mutating func next() async throws -> [AnswerFeed.Piece]?
}

/// An answer's pieces in the order they come, from one prompt or several. Dropping it ends the work.
struct AnswerFeed: AnswerSource {
    struct Piece: Sendable {
        /// Which prompt it answers.
        var prompt: Int
        var delta: CompletionDelta
    }

    /// How far the work on a prompt is.
    struct Progress: Sendable {
        var usage: Usage
        var promptLogprobs: [PositionLogprobs?]?
        var scheduled: ContinuousClock.Instant?
        var firstToken: ContinuousClock.Instant?

        init(_ iterator: CompletionStream.Iterator) {
            usage = iterator.usage
            promptLogprobs = iterator.promptLogprobs
            scheduled = iterator.scheduled
            firstToken = iterator.firstToken
        }
    }

    private(set) var progress: [Progress]
    /// Requests that waited when the first of its prompts came.
    let requestsAhead: Int
    private var one: CompletionStream.Iterator?
    private let several: MergedStreams?

    init(_ streams: [CompletionStream]) {
        requestsAhead = streams.first?.requestsAhead ?? 0
        let iterators = streams.map { $0.makeAsyncIterator() }
        progress = iterators.map(Progress.init)
        one = iterators.count == 1 ? iterators[0] : nil
        several = iterators.count == 1 ? nil : MergedStreams(iterators)
    }

    mutating func next() async throws -> [Piece]? {
        guard let several else {
            let delta = try await one?.next()
            if let one { progress[0] = Progress(one) }
            return delta.map { [Piece(prompt: 0, delta: $0)] }
        }
        guard let news = try await several.next() else { return nil }
        for (prompt, state) in news.progress { progress[prompt] = state }
        return news.pieces
    }

    var usage: Usage {
        progress.dropFirst().reduce(into: progress[0].usage) { sum, each in
            sum.promptTokens += each.usage.promptTokens
            sum.completionTokens += each.usage.completionTokens
            sum.cachedTokens += each.usage.cachedTokens
        }
    }
}
