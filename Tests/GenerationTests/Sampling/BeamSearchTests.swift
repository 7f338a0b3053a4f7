import Foundation
import Testing

@testable import Generation

/// Runs the state machine as the engine would: sequences that are forked, continued and dropped on its word.
private struct BeamRun {
    var state: BeamSearchState
    var sequences: [[Int32]] = [[]]
    var steps = 0

    mutating func run(
        model: ([Int32]) -> [Float], completesStopString: ([Int32]) -> Bool = { _ in false }
    ) {
        let workspace = Sampler.Workspace()
        while !state.isDone, steps < 1000 {
            #expect(state.runningCount == sequences.count)
            #expect(state.runningTokens == sequences)
            #expect(sequences.allSatisfy { $0.count == state.length })
            let rows = sequences.map { tokens in
                let logprobs = model(tokens)
                let row = UnsafeMutableBufferPointer<Float>.allocate(capacity: logprobs.count)
                // The state machine normalises: any constant may be added.
                _ = row.initialize(from: logprobs.map { $0 + 3 })
                return row
            }
            let before = sequences
            let step = state.advance(rows, workspace: workspace) { row, token in
                completesStopString(before[row] + [token])
            }
            rows.forEach { $0.deallocate() }
            obey(step)
            steps += 1
        }
    }

    private mutating func obey(_ step: BeamSearchState.Step) {
        var live: [Int: [Int32]] = Dictionary(uniqueKeysWithValues: sequences.indices.map { ($0, sequences[$0]) })
        for parent in step.dropped { #expect(live.removeValue(forKey: parent) != nil) }
        sequences = step.continuations.map { next in
            // A parent that went on itself cannot be forked any more.
            let tokens = next.isFork ? live[next.parent] : live.removeValue(forKey: next.parent)
            #expect(tokens != nil)
            return (tokens ?? []) + [next.token]
        }
        #expect(live.isEmpty, "every sequence is continued or dropped")
    }
}

@Suite("Beam search")
struct BeamSearchTests {
    /// A random but fixed table: the last two tokens decide the next one's probabilities.
    static func model(seed: UInt64, vocabulary: Int, endBias: Float) -> @Sendable ([Int32]) -> [Float] {
        { tokens in
            let context = tokens.suffix(2).reduce(UInt64(17)) { $0 &* 31 &+ UInt64($1) &+ 1 }
            var generator = SeededGenerator(state: seed &* 1_000_003 &+ context)
            var logits = generator.logits(vocabulary, spread: 5)
            logits[0] += endBias
            let sum = log(logits.reduce(0.0) { $0 + exp(Double($1)) })
            return logits.map { Float(Double($0) - sum) }
        }
    }

    private func run(
        _ settings: BeamReference.Settings, prompt: [Int32] = [], model: ([Int32]) -> [Float],
        completesStopString: ([Int32]) -> Bool = { _ in false }, change: (inout SamplingParameters) -> Void = { _ in }
    ) -> BeamRun {
        var search = BeamSearch(beams: settings.size * settings.groups)
        search.groups = settings.groups
        search.diversityPenalty = settings.diversity
        search.lengthPenalty = settings.lengthPenalty
        search.earlyStopping = settings.stopping
        search.noRepeatNgramSize = settings.ngram
        var parameters = SamplingParameters()
        parameters.beamSearch = search
        change(&parameters)
        var run = BeamRun(
            state: BeamSearchState(
                search, parameters: parameters, prompt: prompt, endingTokens: settings.endingTokens.sorted(),
                maxTokens: settings.maxTokens))
        run.run(model: model, completesStopString: completesStopString)
        return run
    }

    @Test("equals the reference on random models", arguments: BeamSearch.EarlyStopping.allValues)
    func random(_ stopping: BeamSearch.EarlyStopping) {
        var generator = SeededGenerator(state: 99)
        var reasons: Set<FinishReason> = []
        for seed in 0..<150 {
            var settings = BeamReference.Settings()
            settings.size = .random(in: 1...4, using: &generator)
            settings.groups = .random(in: 1...3, using: &generator)
            settings.diversity = settings.groups > 1 ? .random(in: 0.1...3, using: &generator) : 0
            settings.lengthPenalty = [1, 0, 2, 0.7, -1].randomElement(using: &generator) ?? 1
            settings.stopping = stopping
            settings.ngram = [0, 0, 1, 2, 3].randomElement(using: &generator) ?? 0
            settings.endingTokens = Bool.random(using: &generator) ? [0] : [0, 3]
            settings.maxTokens = .random(in: 1...9, using: &generator)
            let vocabulary = Int.random(in: 20...90, using: &generator)
            let prompt = (0..<Int.random(in: 2...6, using: &generator)).map { _ in
                Int32.random(in: 1...9, using: &generator)
            }
            let model = Self.model(
                seed: UInt64(seed), vocabulary: vocabulary, endBias: .random(in: -1...4, using: &generator))
            let expected = BeamReference(settings: settings, prompt: prompt, model: model).answers()
            let found = run(settings, prompt: prompt, model: model).state.ranked(99)
            #expect(found.map(\.tokens) == expected.map(\.tokens), "seed \(seed), \(settings)")
            #expect(found.map(\.reason) == expected.map(\.reason))
            #expect(zip(found, expected).allSatisfy { abs($0.score - $1.score) < 1e-4 * max(1, abs($1.score)) })
            reasons.formUnion(found.map(\.reason))
        }
        #expect(reasons == [.stop, .length])
    }

    @Test("enough beams find the very best answer")
    func exhaustive() {
        let model = Self.model(seed: 5, vocabulary: 4, endBias: -9)
        var settings = BeamReference.Settings()
        settings.size = 64
        settings.maxTokens = 3
        settings.lengthPenalty = 0
        settings.stopping = .never
        var best: (tokens: [Int32], score: Float) = ([], -.infinity)
        for code in 0..<27 {
            let tokens = [code / 9, code / 3 % 3, code % 3].map { Int32($0 + 1) }
            let score = tokens.indices.reduce(Float(0)) { $0 + model(Array(tokens[..<$1]))[Int(tokens[$1])] }
            if score > best.score { best = (tokens, score) }
        }
        let found = run(settings, model: model).state.ranked(1)
        #expect(found.map(\.tokens) == [best.tokens])
    }

    @Test("one beam that never ends is greedy")
    func single() {
        let model = Self.model(seed: 8, vocabulary: 30, endBias: -50)
        var settings = BeamReference.Settings()
        settings.size = 1
        var greedy: [Int32] = []
        while greedy.count < settings.maxTokens {
            let logprobs = model(greedy)
            greedy.append(Int32(logprobs.indices.max { logprobs[$0] < logprobs[$1] } ?? 0))
        }
        let found = run(settings, model: model).state.ranked(5)
        #expect(found.map(\.tokens) == [greedy])
        #expect(found.map(\.reason) == [.length])
    }

    @Test("length penalty counts the token that ends the answer")
    func endCounts() {
        // After 1 comes the end for certain; 1 has half the probability.
        let model: ([Int32]) -> [Float] = { tokens in
            tokens.isEmpty ? [-.infinity, log(0.5), log(0.5)] : [0, -.infinity, -.infinity]
        }
        let found = run(.init(), model: model).state.ranked(2)
        #expect(found.map(\.tokens) == [[1, 0], [2, 0]])
        #expect(found.allSatisfy { abs($0.score - log(Float(0.5)) / 2) < 1e-6 && $0.reason == .stop })
    }

    @Test("groups with a high diversity penalty begin differently")
    func diversity() {
        var settings = BeamReference.Settings()
        settings.size = 1
        settings.groups = 3
        settings.diversity = 50
        let found = run(settings, model: Self.model(seed: 4, vocabulary: 40, endBias: -9)).state.ranked(3)
        #expect(Set(found.map { $0.tokens.first }).count == 3)
    }

    @Test("no n-gram appears twice, the prompt's included")
    func ngrams() {
        var settings = BeamReference.Settings()
        settings.ngram = 2
        settings.maxTokens = 12
        let prompt: [Int32] = [1, 2, 1]
        for seed in 0..<10 {
            let model = Self.model(seed: UInt64(seed), vocabulary: 6, endBias: -20)
            for answer in run(settings, prompt: prompt, model: model).state.ranked(4) {
                let text = prompt + answer.tokens
                let pairs = zip(text, text.dropFirst()).map { [$0, $1] }
                #expect(Set(pairs).count == pairs.count)
            }
        }
    }

    @Test("min_tokens keeps answers from ending")
    func minTokens() {
        let found = run(.init(), model: Self.model(seed: 1, vocabulary: 30, endBias: 20), change: { $0.minTokens = 3 })
            .state.ranked(2)
        #expect(found.allSatisfy { $0.tokens.count == 4 && $0.tokens.last == 0 })
        #expect(!found.isEmpty)
    }

    @Test("logit_bias is honoured")
    func bias() {
        let found = run(
            .init(), model: Self.model(seed: 1, vocabulary: 30, endBias: -20), change: { $0.logitBias = [9: 100] }
        ).state.ranked(1)
        #expect(found.first?.tokens == [Int32](repeating: 9, count: 6))
    }

    @Test("a stop string ends an answer as an end token does")
    func stopStrings() {
        let model = Self.model(seed: 3, vocabulary: 30, endBias: -20)
        let first = run(.init(), model: model).state.ranked(1)[0].tokens
        let found = run(.init(), model: model, completesStopString: { $0 == Array(first.prefix(2)) }).state.ranked(2)
        #expect(found.contains { $0.tokens == Array(first.prefix(2)) && $0.reason == .stop })
    }

    @Test("closing early keeps what runs")
    func close() {
        let model = Self.model(seed: 3, vocabulary: 30, endBias: -20)
        var settings = BeamReference.Settings()
        settings.maxTokens = 2
        let expected = run(settings, model: model).state.ranked(2)
        settings.maxTokens = 1000
        var state = BeamSearchState(
            BeamSearch(beams: 2), parameters: .init(), prompt: [], endingTokens: [0], maxTokens: 1000)
        let workspace = Sampler.Workspace()
        for _ in 0..<2 {
            var rows = state.runningTokens.map { model($0) }
            _ = advance(&state, &rows, workspace)
        }
        state.close()
        #expect(state.isDone && state.runningCount == 0)
        #expect(state.ranked(2).map(\.tokens) == expected.map(\.tokens))
        #expect(state.ranked(2).allSatisfy { $0.reason == .length })
        #expect(expected.count == 2)
    }

    @Test("rows nobody can use end the search instead of the process", arguments: [Float.nan, -.infinity, .infinity])
    func hostile(_ value: Float) {
        var state = BeamSearchState(
            BeamSearch(beams: 4), parameters: .init(), prompt: [], endingTokens: [0], maxTokens: 5)
        var rows = [[Float](repeating: value, count: 3)]
        let step = advance(&state, &rows, .init())
        #expect(state.isDone && step.continuations.isEmpty && step.dropped == [0])
        #expect(state.ranked(4).count == 1)
    }

    @Test("missing and empty rows do no harm")
    func missing() {
        for rows in [[], [[]]] as [[[Float]]] {
            var rows = rows
            var state = BeamSearchState(
                BeamSearch(beams: 2), parameters: .init(), prompt: [], endingTokens: [0], maxTokens: 5)
            _ = advance(&state, &rows, .init())
            #expect(state.isDone)
        }
    }

    private func advance(
        _ state: inout BeamSearchState, _ rows: inout [[Float]], _ workspace: Sampler.Workspace
    ) -> BeamSearchState.Step {
        let buffers = rows.map { row in
            let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: row.count)
            _ = buffer.initialize(from: row)
            return buffer
        }
        defer { buffers.forEach { $0.deallocate() } }
        return state.advance(buffers, workspace: workspace)
    }
}

extension BeamSearch.EarlyStopping {
    static let allValues: [Self] = [.always, .heuristic, .never]
}

@Suite("Repeated n-grams")
struct RepeatedNgramsTests {
    @Test("equal the definition")
    func definition() {
        var generator = SeededGenerator(state: 6)
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...14, using: &generator)).map { _ in
                Int32.random(in: 0...2, using: &generator)
            }
            let size = Int.random(in: 0...6, using: &generator)
            var expected: Set<Int32> = []
            if size > 0, text.count >= size {
                for start in 0...(text.count - size) {
                    let gram = Array(text[start..<start + size])
                    if gram.dropLast() == text.suffix(size - 1) { expected.insert(gram[size - 1]) }
                }
            }
            #expect(RepeatedNgrams.completions(of: text, size: size) == expected, "\(text), \(size)")
        }
    }

    @Test("a long repetitive text takes no quadratic time")
    func repetitive() {
        let text = [Int32](repeating: 1, count: 200_000)
        #expect(RepeatedNgrams.completions(of: text, size: 100_000) == [1])
    }
}
