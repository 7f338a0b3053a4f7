internal import Models

/// How a model is compiled for an NPU, whose graphs have fixed sizes. Other devices do not look at it.
public struct NPUOptions: Sendable {
    /// What a conversation may leave behind for the next request.
    public enum Reuse: String, Sendable, CaseIterable {
        /// The last conversation of each instance: a request that continues it computes only what is new.
        case conversation
        /// Beginnings of many prompts, in blocks that the plugin keeps.
        case prompts
        case none
    }

    /// The most tokens of a prompt. Higher makes every prompt slower.
    public var maxPromptLength = 1024
    /// Tokens that an answer has room for however long its prompt is.
    public var minResponseLength = 128
    /// Prompts are computed in chunks of so many tokens. nil takes 256, or less for short prompts.
    public var prefillChunk: Int?
    /// DYNAMIC or STATIC. nil takes the plugin's choice.
    public var prefillHint: String?
    /// FAST_COMPILE or BEST_PERF. nil takes the plugin's choice.
    public var generateHint: String?
    public var reuse = Reuse.conversation
    /// Copies of the compiled model, each of which serves one request at a time.
    public var instances = 1

    public init() {}

    var configuration: NPUConfiguration {
        var configuration = NPUConfiguration()
        configuration.longestPrompt = maxPromptLength
        configuration.shortestAnswer = minResponseLength
        configuration.chunk = prefillChunk
        configuration.prefillHint = prefillHint
        configuration.generateHint = generateHint
        configuration.reuse = NPUConfiguration.Reuse(rawValue: reuse.rawValue) ?? .conversation
        configuration.instances = instances
        return configuration
    }
}
