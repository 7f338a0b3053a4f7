/// How a decoder is compiled for an NPU, whose graphs have fixed sizes.
package struct NPUConfiguration: Sendable {
    /// What a conversation may leave behind for the next request.
    package enum Reuse: String, Sendable, CaseIterable {
        /// The last conversation of each instance; a request that continues it computes only what is new.
        case conversation
        /// Beginnings of many prompts, in blocks that the plugin keeps.
        case prompts
        case none
    }

    /// The most tokens of a prompt; more make computing one slower.
    package var longestPrompt = 1024
    /// The tokens that an answer has room for at least, however long its prompt.
    package var shortestAnswer = 128
    /// Prompts are computed in chunks of so many tokens. nil takes what fits `longestPrompt` and `reuse`.
    package var chunk: Int?
    package var prefillHint: String?
    package var generateHint: String?
    package var reuse = Reuse.conversation
    /// Copies of the compiled decoder, each of which serves one sequence at a time.
    package var instances = 1

    package init() {}

    /// The most tokens of a sequence whose keys and values are stored.
    var capacity: Int { longestPrompt + shortestAnswer - 1 }
}
