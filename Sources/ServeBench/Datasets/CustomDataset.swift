package import Support

/// A file of JSON lines with a "prompt" and, where wanted, "output_tokens".
package struct CustomDataset: Sendable {
    private let lines: [(prompt: String, outputTokens: Int?)]
    /// For every request; nil takes that of the line.
    package var outputLength: Int? = 256
    /// Whether prompts are a user's messages that the codec's chat template writes out.
    package var appliesTemplate = false
    package var templateVariables = JSONObject()

    package init(_ text: String) throws(BenchmarkError) {
        var lines: [(prompt: String, outputTokens: Int?)] = []
        for (index, line) in text.split(whereSeparator: \.isNewline).enumerated() where !line.allSatisfy(\.isWhitespace)
        {
            let value: JSONValue
            do {
                value = try JSONValue(parsing: line.utf8)
            } catch {
                throw BenchmarkError("line \(index + 1) of the data set is not JSON: \(error)")
            }
            guard let prompt = value["prompt"]?.stringValue else {
                throw BenchmarkError("line \(index + 1) of the data set has no text under \"prompt\"")
            }
            lines.append((prompt: prompt, outputTokens: value["output_tokens"]?.intValue))
        }
        self.lines = lines
    }

    /// A count of 0 takes every line once.
    func sample(_ plan: SamplingPlan) async throws -> [BenchmarkRequest] {
        var random = SeededRandom(seed: plan.seed)
        let shuffled = plan.shuffles ? lines.shuffled(using: &random) : lines
        let chosen = plan.count > 0 ? Array(shuffled.prefix(plan.count)) : shuffled
        let numbered = chosen.enumerated().map { (index: $0.offset, line: $0.element) }
        let requests = try await numbered.mapConcurrently { [self, plan] index, line in
            guard let output = outputLength ?? line.outputTokens, output > 0 else {
                throw BenchmarkError(
                    "a line of the data set has no \"output_tokens\" above 0; add it, or give an output length for all")
            }
            var prompt = line.prompt
            if appliesTemplate, let template = plan.codec?.applyTemplate {
                prompt = try await template(prompt, templateVariables)
            }
            return BenchmarkRequest(
                id: plan.idPrefix + String(index), prompt: prompt,
                promptTokens: try await plan.codec.countTokens(prompt), outputTokens: output)
        }
        return plan.filled(requests)
    }
}
