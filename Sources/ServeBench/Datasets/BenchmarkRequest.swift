/// One request of a benchmark.
package struct BenchmarkRequest: Sendable, Hashable {
    /// Goes into the header x-request-id.
    package var id: String
    package var prompt: String
    /// As far as it is known before the server has counted.
    package var promptTokens: Int
    package var outputTokens: Int
    /// Instead of the run's model, for adapters.
    package var model: String?

    package init(id: String, prompt: String, promptTokens: Int, outputTokens: Int, model: String? = nil) {
        self.id = id
        self.prompt = prompt
        self.promptTokens = promptTokens
        self.outputTokens = outputTokens
        self.model = model
    }
}

/// What is wrong with a data set or an option, in a sentence.
package struct BenchmarkError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
