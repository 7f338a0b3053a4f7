internal import Generation
package import Vision

/// A prompt in which rows of pictures stand for some of the tokens.
package final class EmbeddedPrompt: PromptAttachment {
    let prompt: ComposedPrompt
    /// One for each of the prompt's media.
    let media: [any RowSource]

    package init(_ prompt: ComposedPrompt, media: [any RowSource]) {
        self.prompt = prompt
        self.media = media
    }
}

/// Where a picture's rows come from.
package protocol RowSource: Sendable {
    /// Waits until they are computed, if they are not yet: a prompt whose blocks were in the cache when it came may have lost
    /// them since.
    func rows() throws -> VisualRows
}
