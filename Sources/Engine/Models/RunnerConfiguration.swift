/// What a runner is made of.
package struct RunnerConfiguration: Sendable {
    package enum Attention: String, Sendable, CaseIterable {
        /// PagedAttention where the device and the model take it, else stateful.
        case automatic = "auto"
        case paged
        case stateful
    }

    /// The decoder's IR.
    package var modelPath: String
    package var device = "CPU"

    /// The weights beside it.
    var weightsPath: String { modelPath.hasSuffix(".xml") ? modelPath.dropLast(4) + ".bin" : modelPath }

    /// Given to the device as they are; they win over Dazzle's defaults.
    package var properties: [String: String] = [:]
    package var attention = Attention.automatic
    /// The most tokens a sequence may have.
    package var contextLength: Int
    /// How far the attention of some layers looks back, where that is limited.
    package var slidingWindow: Int?
    /// Sequences that may run at once.
    package var maxSequences = 256
    /// Memory for the KV cache. nil: enough for `maxSequences` full contexts, at most 4 GiB and half of what is free.
    package var cacheBytes: Int?
    /// Looked at for NPUs only.
    package var npu = NPUConfiguration()
    /// Of a decoder that reads rows instead of token ids.
    package var vision: Vision?

    package struct Vision: Sendable {
        /// The IR that makes rows of token ids.
        package var embeddingsPath: String
        /// Where positions are counted from.
        package var firstPosition: Int32 = 0
        /// First layers to which pictures' rows are added again.
        package var deepstackLevels = 0

        package init(embeddingsPath: String) { self.embeddingsPath = embeddingsPath }
    }

    package init(modelPath: String, contextLength: Int) {
        self.modelPath = modelPath
        self.contextLength = contextLength
    }
}
