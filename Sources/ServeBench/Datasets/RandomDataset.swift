/// Prompts of random words with lengths in tokens that are drawn around a mean.
package struct RandomDataset: Sendable, Hashable {
    package var inputLength = 1024
    package var outputLength = 128
    /// Lengths lie within (1 ± ratio) of the mean.
    package var inputRatio = 0.0
    package var outputRatio = 0.0
    /// Tokens that all prompts begin with, besides their own.
    package var prefixLength = 0

    package init() {}

    func sample(_ plan: SamplingPlan) async throws -> [BenchmarkRequest] {
        let special = try await plan.codec?.encode("", true).count ?? 0
        let inputs = Self.range(around: max(0, inputLength - special), inputRatio)
        guard prefixLength + inputs.lowerBound >= 1 else {
            throw BenchmarkError(
                "prompts could be empty: the tokenizer adds \(special) tokens of its own; raise the input length or the prefix"
            )
        }
        let outputs = Self.range(around: outputLength, outputRatio)
        var random = SeededRandom(seed: plan.seed)
        let lengths = (0..<plan.count).map { index in
            (
                index: index, input: Int.random(in: inputs, using: &random),
                output: Int.random(in: outputs, using: &random)
            )
        }
        guard let codec = plan.codec else {
            return lengths.map { Self.words($0.index, input: $0.input, output: $0.output, prefixLength, plan) }
        }
        let writer = try await PromptWriter(codec)
        let prefix = try await writer.write([], prefixLength, &random).tokens
        return try await lengths.mapConcurrently { [plan] length in
            var random = SeededRandom(seed: plan.seed, index: length.index)
            let prompt = try await writer.write(prefix, length.input, &random)
            return BenchmarkRequest(
                id: plan.idPrefix + String(length.index), prompt: prompt.text,
                promptTokens: prompt.tokens.count + special, outputTokens: length.output)
        }
    }

    private static func range(around mean: Int, _ ratio: Double) -> ClosedRange<Int> {
        let low = (Double(mean) * (1 - ratio)).rounded(.down)
        let high = (Double(mean) * (1 + ratio)).rounded(.up)
        return Int(max(0, low))...Int(max(0, low, high))
    }

    /// Where nobody can tokenize, a word stands for a token; the server's own count corrects the figures later.
    private static func words(
        _ index: Int, input: Int, output: Int, _ prefixLength: Int, _ plan: SamplingPlan
    ) -> BenchmarkRequest {
        var shared = SeededRandom(seed: plan.seed, index: -1)
        var own = SeededRandom(seed: plan.seed, index: index)
        let prefix = (0..<prefixLength).compactMap { _ in Words.all.randomElement(using: &shared) }
        let rest = (0..<input).compactMap { _ in Words.all.randomElement(using: &own) }
        return BenchmarkRequest(
            id: plan.idPrefix + String(index), prompt: (prefix + rest).joined(separator: " "),
            promptTokens: prefixLength + input, outputTokens: output)
    }
}

/// Writes texts that a tokenizer cuts into a given number of tokens.
struct PromptWriter: Sendable {
    private let codec: TextCodec
    /// Tokens that occur in words, so that none is special or half a character.
    private let vocabulary: [Int32]

    init(_ codec: TextCodec) async throws {
        self.codec = codec
        let tokens = try await codec.encode(" " + Words.all.joined(separator: " "), false)
        vocabulary = Set(tokens).sorted()
        guard !vocabulary.isEmpty else { throw BenchmarkError("the tokenizer makes no tokens of ordinary words") }
    }

    /// Decoding and encoding again may join or split tokens, so the length is put right until it fits, at most ten times.
    func write(
        _ prefix: [Int32], _ count: Int, _ random: inout SeededRandom
    ) async throws -> (text: String, tokens: [Int32]) {
        let target = prefix.count + count
        guard target > 0 else { return ("", []) }
        var tokens = prefix + draw(count, &random)
        var text = ""
        for _ in 0...10 {
            text = try await codec.decode(tokens)
            tokens = try await codec.encode(text, false)
            if tokens.count == target { break }
            tokens =
                tokens.count > target ? Array(tokens.prefix(target)) : tokens + draw(target - tokens.count, &random)
        }
        return (text, tokens)
    }

    private func draw(_ count: Int, _ random: inout SeededRandom) -> [Int32] {
        (0..<count).compactMap { _ in vocabulary.randomElement(using: &random) }
    }
}
