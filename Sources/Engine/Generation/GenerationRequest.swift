package import Support

/// What the engine is asked for: token ids in, token ids out.
package struct GenerationRequest: Sendable {
    package var promptTokens: [Int32]
    package var parameters: SamplingParameters
    /// The model's own end-of-text ids.
    package var endTokenIDs: Set<Int32>
    /// Requests share cached prefixes only with requests of the same salt.
    package var cacheSalt = Hash128.zero
    /// Stretches of the prompt whose tokens do not say what stands there.
    package var spans: [TokenSpan] = []
    /// What the runner must know of the prompt beside its tokens.
    package var attachment: (any PromptAttachment)?

    package init(promptTokens: [Int32], parameters: SamplingParameters, endTokenIDs: Set<Int32>) {
        self.promptTokens = promptTokens
        self.parameters = parameters
        self.endTokenIDs = endTokenIDs
    }
}

/// What a runner needs beside a prompt's tokens, such as the pictures in it. The engine carries it to the runner and never
/// looks inside.
package protocol PromptAttachment: AnyObject, Sendable {}
