package import Support

/// Conversations in the form of ShareGPT: the first turn is the prompt, the length of the second that of the answer.
package struct ShareGPTDataset: Sendable {
    private let turns: [(prompt: String, answer: String)]
    /// Instead of the length of the second turn.
    package var outputLength: Int?

    package init(_ document: JSONValue) throws(BenchmarkError) {
        guard let entries = document.arrayValue else {
            throw BenchmarkError("a ShareGPT file holds a JSON array of objects with \"conversations\"")
        }
        turns = entries.compactMap { entry in
            guard let conversation = entry["conversations"], conversation[1] != nil,
                let prompt = conversation[0]?["value"]?.stringValue, let answer = conversation[1]?["value"]?.stringValue
            else { return nil }
            return (prompt: prompt, answer: answer)
        }
    }

    private static let shortest = 4
    private static let longestPrompt = 1024
    private static let longestTogether = 2048

    func sample(_ plan: SamplingPlan) async throws -> [BenchmarkRequest] {
        var random = SeededRandom(seed: plan.seed)
        var rest = (plan.shuffles ? turns.shuffled(using: &random) : turns)[...]
        var requests: [BenchmarkRequest] = []
        while requests.count < plan.count, !rest.isEmpty {
            let batch = rest.prefix(64)
            rest = rest.dropFirst(batch.count)
            let sized = try await Array(batch).mapConcurrently { [plan, outputLength] turn in
                let output = if let outputLength { outputLength } else { try await plan.codec.countTokens(turn.answer) }
                return (prompt: turn.prompt, input: try await plan.codec.countTokens(turn.prompt), output: output)
            }
            for turn in sized where requests.count < plan.count && isUsable(turn.input, turn.output) {
                requests.append(
                    BenchmarkRequest(
                        id: plan.idPrefix + String(requests.count), prompt: turn.prompt, promptTokens: turn.input,
                        outputTokens: turn.output))
            }
        }
        return plan.filled(requests)
    }

    /// Neither so short that nothing is measured nor so long that few models take it; an output that is asked for may be
    /// short.
    private func isUsable(_ input: Int, _ output: Int) -> Bool {
        input >= Self.shortest && (output >= Self.shortest || outputLength != nil)
            && input <= Self.longestPrompt && input + output <= Self.longestTogether
    }
}
