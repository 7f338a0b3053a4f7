/// A sampling parameter that cannot be used.
public struct InvalidParameter: Error, Sendable, Hashable, CustomStringConvertible {
    /// The field as the HTTP API spells it.
    public let parameter: String
    /// Names the field, what it may be, what it was, and what to do.
    public let message: String

    public init(parameter: String, message: String) {
        self.parameter = parameter
        self.message = message
    }

    public var description: String { message }
}

/// What a server or library allows its callers.
package struct SamplingLimits: Sendable, Hashable {
    package var vocabularySize: Int
    /// The most alternatives that `logprobs` and `prompt_logprobs` may ask for.
    package var maxLogprobs = 20
    /// The most sequences that one request may make: `n`, `best_of` or beams.
    package var maxSequences = 128
    /// Beams part again and again, which takes a cache whose parts can be shared or copied.
    package var allowsBeams = true

    package init(vocabularySize: Int) { self.vocabularySize = vocabularySize }
}
