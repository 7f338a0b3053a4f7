/// Prompts without meaning, of lengths that are known exactly.
package struct RandomDataset: Hashable, Sendable {
    package var inputLength = 1024
    package var outputLength = 128
    /// Tokens that all prompts begin with.
    package var prefixLength = 0
    package var spread = LengthSpread()

    package init() {}

    /// - Parameter tokenizer: without one prompts are made of short words, about a token each.
    package func prompts(
        _ count: Int, _ tokenizer: BenchTokenizer?, using source: inout RandomSource
    ) async throws -> [BenchPrompt] {
        let inner = max(0, inputLength - (tokenizer?.addedTokens ?? 0))
        let inputs = LengthSpread.range(around: inner, spread.input)
        guard prefixLength + inputs.lowerBound > 0 else {
            throw BenchError("random prompts would be empty; give a larger --random-input-len or --random-prefix-len")
        }
        let outputs = LengthSpread.range(around: outputLength, spread.output)
        let lengths = (0..<count).map { _ in
            (Int.random(in: inputs, using: &source), max(1, Int.random(in: outputs, using: &source)))
        }
        guard let tokenizer else { return Self.words(lengths, prefixLength, &source) }
        let prefix = try await ExactText(tokenizer, source: RandomSource(seed: source.next()))
            .make(prefixLength, after: []).tokens
        let jobs = lengths.map { (length: $0, source: RandomSource(seed: source.next())) }
        return try await inOrder(jobs) { job in
            let total = prefixLength + job.length.0
            let made = try await ExactText(tokenizer, source: job.source).make(total, after: prefix)
            return BenchPrompt(made.text, inputTokens: made.tokens.count, outputTokens: job.length.1)
        }
    }

    private static func words(
        _ lengths: [(Int, Int)], _ prefixLength: Int, _ source: inout RandomSource
    ) -> [BenchPrompt] {
        func draw(_ count: Int, _ source: inout RandomSource) -> [String] {
            (0..<count).map { _ in shortWords.randomElement(using: &source) ?? "a" }
        }
        let prefix = draw(prefixLength, &source)
        return lengths.map { input, output in
            let words = prefix + draw(input, &source)
            return BenchPrompt(words.joined(separator: " "), inputTokens: words.count, outputTokens: output)
        }
    }

    /// Common enough to be one token each in nearly every vocabulary.
    static let shortWords = [
        "a", "all", "and", "are", "as", "at", "back", "be", "but", "by", "can", "day", "do", "for", "from", "get",
        "go", "good", "have", "he", "her", "him", "his", "how", "if", "in", "into", "it", "just", "know", "like",
        "look", "make", "me", "my", "new", "no", "not", "now", "of", "on", "one", "or", "our", "out", "over", "say",
        "see", "she", "so", "some", "take", "than", "that", "the", "they", "this", "time", "to", "two", "up", "us",
        "use", "way", "we", "well", "what", "when", "who", "with", "work", "you",
    ]
}

/// Makes a text that a tokenizer reads as exactly so many tokens. Random neighbours often merge when their text is read
/// back, so it is read, cut or filled up, and read again, a few times.
struct ExactText {
    let tokenizer: BenchTokenizer
    var source: RandomSource

    init(_ tokenizer: BenchTokenizer, source: RandomSource) { (self.tokenizer, self.source) = (tokenizer, source) }

    private static let attempts = 10

    func make(_ length: Int, after prefix: [Int]) async throws -> (text: String, tokens: [Int]) {
        guard length > 0 else { return ("", []) }
        var source = source
        var tokens = Array(prefix.prefix(length))
        var text = ""
        for _ in 0...Self.attempts {
            while tokens.count < length, let id = tokenizer.ordinaryIDs.randomElement(using: &source) {
                tokens.append(id)
            }
            text = try await tokenizer.decode(Array(tokens.prefix(length)))
            tokens = try await tokenizer.encode(text)
            if tokens.count == length { break }
        }
        return (text, tokens)
    }
}

/// Does many jobs, a bounded number at a time; the results come in the order of the jobs.
func inOrder<Job: Sendable, Output: Sendable>(
    _ jobs: [Job], atOnce limit: Int = 16, _ body: @escaping @Sendable (Job) async throws -> Output
) async throws -> [Output] {
    var results: [Output?] = jobs.map { _ in nil }
    try await withThrowingTaskGroup(of: (Int, Output).self) { group in
        for (index, job) in jobs.enumerated() {
            if index >= limit, let (done, output) = try await group.next() { results[done] = output }
            group.addTask { (index, try await body(job)) }
        }
        for try await (done, output) in group { results[done] = output }
    }
    return results.compactMap { $0 }
}
