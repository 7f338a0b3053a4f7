/// What the engine is asked for: token ids in, token ids out.
package struct GenerationRequest: Sendable {
    package var promptTokens: [Int32]
    package var parameters: SamplingParameters
    /// The model's own end-of-text ids.
    package var endTokenIDs: Set<Int32>
    /// Requests share cached prefixes only with requests of the same salt.
    package var cacheSalt = Hash128.zero

    package init(promptTokens: [Int32], parameters: SamplingParameters, endTokenIDs: Set<Int32>) {
        self.promptTokens = promptTokens
        self.parameters = parameters
        self.endTokenIDs = endTokenIDs
    }
}
