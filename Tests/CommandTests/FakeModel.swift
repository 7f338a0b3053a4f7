import Dazzle
import Synchronization

@testable import Command
@testable import Dazzle

/// Answers each text with its capitals, a token a word.
final class FakeModel: TextModel {
    let defaults: SamplingParameters
    /// What was asked, in the order of arrival.
    private let recorded = Mutex<[(prompt: String, parameters: SamplingParameters)]>([])
    /// Holds back an answer until the caller wants it; gets the prompt.
    private let gate: @Sendable (String) async -> Void

    init(
        defaults: SamplingParameters = SamplingParameters(), gate: @escaping @Sendable (String) async -> Void = { _ in }
    ) {
        self.defaults = defaults
        self.gate = gate
    }

    var prompts: [String] { recorded.withLock { $0.map(\.prompt) } }
    var parameters: [SamplingParameters] { recorded.withLock { $0.map(\.parameters) } }

    func generate(_ prompt: Prompt, _ parameters: SamplingParameters?) async throws -> Completion {
        let text = try take(prompt, parameters)
        await gate(text)
        let words = Self.words(text)
        let choices = (0..<(parameters?.n ?? 1)).map { index in
            var choice = Completion.Choice(index: index)
            choice.text = words.joined()
            choice.tokens = words.indices.map { Int32($0) }
            choice.finishReason = .stop
            choice.stopReason = .token(7)
            if parameters?.logprobs != nil {
                choice.logprobs = [
                    PositionLogprobs(
                        chosen: TokenLogprob(token: 1, logprob: -0.5, rank: 2),
                        top: [
                            TokenLogprob(token: 0, logprob: -0.25, rank: 1),
                            TokenLogprob(token: 1, logprob: -0.5, rank: 2),
                        ])
                ]
            }
            return choice
        }
        let usage = Usage(promptTokens: words.count, completionTokens: words.count * choices.count, cachedTokens: 1)
        return Completion(promptTokens: words.indices.map { Int32($0) }, choices: choices, usage: usage)
    }

    func stream(
        _ prompt: Prompt, _ parameters: SamplingParameters?
    ) async throws -> AsyncThrowingStream<CompletionDelta, any Error> {
        let text = try take(prompt, parameters)
        return AsyncThrowingStream { continuation in
            let task = Task {
                for word in Self.words(text) {
                    await gate(word)
                    continuation.yield(CompletionDelta(index: 0, text: word, tokens: [1]))
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    func tokenize(_ prompt: Prompt) async throws -> [Int32] {
        let text = try Self.text(prompt)
        return text.unicodeScalars.map { Int32($0.value) }
    }

    func render(_ chat: Chat) throws -> String { try Self.text(.chat(chat)) }

    func detokenize(_ tokens: [Int32], skipSpecialTokens: Bool) -> String { tokens.map { "<\($0)>" }.joined() }

    private func take(_ prompt: Prompt, _ parameters: SamplingParameters?) throws -> String {
        let text = try Self.text(prompt)
        recorded.withLock { $0.append((text, parameters ?? defaults)) }
        return text
    }

    private static func words(_ text: String) -> [String] {
        text.uppercased().split(separator: " ").enumerated().map { $0 == 0 ? String($1) : " \($1)" }
    }

    private static func text(_ prompt: Prompt) throws -> String {
        switch prompt {
        case .text(let text): return text
        case .tokens(let tokens):
            return String(String.UnicodeScalarView(tokens.compactMap { Unicode.Scalar(UInt32(bitPattern: $0)) }))
        case .chat(let chat):
            if chat.messages.isEmpty { throw DazzleError(.templateFailed, "there are no messages") }
            let variables = chat.templateVariables.map { "\($0.key)=\($0.value.written())," }.joined()
            return variables
                + chat.messages.map {
                    "\($0.json["role"]?.stringValue ?? "?"):\($0.json["content"]?.stringValue ?? "?")"
                }
                .joined(separator: "|")
        }
    }
}
