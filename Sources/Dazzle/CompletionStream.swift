internal import Generation
internal import Support
internal import Tokenizers

/// A completion as it comes. Not reading it holds nothing up: what is not fetched is merged into fewer, larger pieces.
/// Dropping it ends the work at once.
public struct CompletionStream: AsyncSequence, Sendable {
    public typealias Element = CompletionDelta
    public typealias Failure = any Error

    let promptTokens: [Int32]
    let handle: RequestHandle
    let parameters: SamplingParameters
    /// Held so that the model outlives its streams.
    let model: LanguageModel

    public var promptTokenCount: Int { promptTokens.count }
    /// How many requests waited for their first turn when this one came.
    public var requestsAhead: Int { handle.ahead }

    public func makeAsyncIterator() -> Iterator { Iterator(self) }

    /// Reads the stream once. What a choice's last piece leaves open (usage, prompt log-probabilities) it knows at the end.
    public struct Iterator: AsyncIteratorProtocol, Sendable {
        private let stream: CompletionStream
        private var choices: [Int: ChoiceAssembler] = [:]
        private var ready: [CompletionDelta] = []

        public private(set) var usage: Usage
        public private(set) var promptLogprobs: [PositionLogprobs?]?
        /// When the model first worked on it; nil while it waits.
        public private(set) var scheduled: ContinuousClock.Instant?
        /// When the first token was there, however late it is fetched. nil also for beam search.
        public private(set) var firstToken: ContinuousClock.Instant?

        init(_ stream: CompletionStream) {
            self.stream = stream
            usage = Usage(promptTokens: stream.promptTokens.count)
        }

        public mutating func next() async throws -> CompletionDelta? {
            while ready.isEmpty {
                guard let news = await stream.handle.next() else {
                    try Task.checkCancellation()
                    return nil
                }
                if let failure = news.failure { throw failure }
                take(news)
            }
            return ready.removeFirst()
        }

        private mutating func take(_ news: RequestOutput) {
            firstToken = firstToken ?? news.firstToken
            if let logprobs = news.promptLogprobs { promptLogprobs = logprobs }
            if let start = news.start {
                usage.cachedTokens = start.cachedTokens
                scheduled = start.time
            }
            for (index, choice) in news.choices.sorted(by: { $0.key < $1.key }) {
                var assembler = choices[index] ?? stream.makeAssembler(index)
                guard let delta = assembler.push(choice) else { continue }
                choices[index] = assembler
                usage.completionTokens += delta.tokens.count
                ready.append(delta)
                if case .string = delta.stopReason { stream.handle.stop(choice: index) }
            }
        }
    }

    private func makeAssembler(_ index: Int) -> ChoiceAssembler {
        let detokenizer = model.tokenizer.makeDetokenizer(skipSpecialTokens: parameters.skipSpecialTokens)
        return ChoiceAssembler(index: index, detokenizer: detokenizer, parameters: parameters)
    }

    /// Reads everything.
    func collect() async throws -> Completion {
        var iterator = makeAsyncIterator()
        var choices: [Int: Completion.Choice] = [:]
        while let delta = try await iterator.next() {
            choices[delta.index, default: Completion.Choice(index: delta.index)].add(delta)
        }
        return Completion(
            promptTokens: promptTokens, promptLogprobs: iterator.promptLogprobs,
            choices: choices.values.sorted { $0.index < $1.index }, usage: iterator.usage)
    }
}

extension Completion.Choice {
    fileprivate mutating func add(_ delta: CompletionDelta) {
        text += delta.text
        tokens += delta.tokens
        logprobs += delta.logprobs
        finishReason = delta.finishReason ?? finishReason
        stopReason = delta.stopReason ?? stopReason
        score = delta.score ?? score
    }
}
