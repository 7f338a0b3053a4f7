internal import Dazzle

/// What the verbs need of a model.
protocol TextModel: Sendable {
    associatedtype Deltas: AsyncSequence<CompletionDelta, any Error>

    var defaults: SamplingParameters { get }
    func generate(_ prompt: Prompt, _ parameters: SamplingParameters?) async throws -> Completion
    func stream(_ prompt: Prompt, _ parameters: SamplingParameters?) async throws -> Deltas
    func tokenize(_ prompt: Prompt) async throws -> [Int32]
    func render(_ chat: Chat) throws -> String
    func detokenize(_ tokens: [Int32], skipSpecialTokens: Bool) -> String
}

extension LanguageModel: TextModel {}

extension TextModel {
    /// An answer as it comes, and how many tokens its prompt has.
    func counted(_ prompt: Prompt, _ parameters: SamplingParameters?) async throws -> (tokens: Int, deltas: Deltas) {
        let deltas = try await stream(prompt, parameters)
        if let own = deltas as? CompletionStream { return (own.promptTokenCount, deltas) }
        return (try await tokenize(prompt).count, deltas)
    }
}
