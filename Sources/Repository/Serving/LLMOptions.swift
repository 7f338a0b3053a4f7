package import Support

/// The options of a graph's LLM calculator, each with the default that the schema gives it.
package struct LLMOptions: TextProtoRecord {
    package enum PipelineType: String, TextProtoEnum, TextProtoScalar {
        case lm = "LM"
        case vlm = "VLM"
        case lmContinuousBatching = "LM_CB"
        case vlmContinuousBatching = "VLM_CB"
        case omni = "OMNI"
        case auto = "AUTO"
    }

    package enum ChatTemplateMode: String, TextProtoEnum, TextProtoScalar {
        case minja = "MINJA"
        case jinja = "JINJA"
    }

    /// As written: a folder or a `.gguf` file, from the graph's folder on.
    package var modelsPath = "./"
    /// nil leaves the choice to the server.
    package var device: String?
    package var pluginConfig = JSONObject()
    package var pipelineType = PipelineType.auto
    package var maxNumBatchedTokens: UInt64 = 256
    package var maxNumSeqs: UInt64 = 256
    /// In gigabytes; 0 lets the cache grow as needed.
    package var cacheSize: UInt64 = 0
    /// Of the 2025 schema only.
    package var blockSize: UInt64?
    package var dynamicSplitFuse = true
    package var enablePrefixCaching = false
    package var cacheIntervalMultiplier: UInt64?
    package var cacheEviction: CacheEvictionOptions?
    package var sparseAttention: SparseAttentionOptions?
    package var bestOfLimit: UInt32 = 20
    /// Caps `max_tokens`, and is its default.
    package var maxTokensLimit: UInt32?
    /// nil means that the chat template tells.
    package var toolParser: String?
    package var reasoningParser: String?
    /// Of the 2025 schema only: one name for both parsers.
    package var responseParser: String?
    package var enableToolGuidedGeneration = false
    package var chatTemplateMode: ChatTemplateMode?
    package var draft = DraftOptions()
    package var unknownFields: [TextProtoField] = []

    package static let messageName = "LLMCalculatorOptions"

    package init() {}
}

/// The fields `draft_…`: what is nil is as for the main model.
package struct DraftOptions: Sendable, Equatable {
    package var modelsPath: String?
    package var device = ""
    package var maxNumBatchedTokens: UInt64?
    package var cacheSize: UInt64?
    package var blockSize: UInt64?
    package var maxNumSeqs: UInt64?
    package var dynamicSplitFuse: Bool?
    package var eagle3Mode = false

    package init() {}

    /// These need a draft model to apply to.
    var hasSchedulerOptions: Bool {
        [maxNumBatchedTokens, cacheSize, blockSize, maxNumSeqs].contains { $0 != nil } || dynamicSplitFuse != nil
    }
}

extension LLMOptions: TextProtoRuled {
    /// In the order in which a new file lists them.
    static let rules: [TextProtoRule<LLMOptions>] = [
        .value("max_num_seqs", \.maxNumSeqs, .spelledOut),
        .optional("device", \.device),
        .value("models_path", \.modelsPath, .required),
        .json("plugin_config", \.pluginConfig),
        .value("enable_prefix_caching", \.enablePrefixCaching, .spelledOut),
        .value("cache_size", \.cacheSize, .spelledOut),
        .value("pipeline_type", \.pipelineType),
        .value("max_num_batched_tokens", \.maxNumBatchedTokens),
        .optional("block_size", \.blockSize),
        .value("dynamic_split_fuse", \.dynamicSplitFuse),
        .optional("cache_interval_multiplier", \.cacheIntervalMultiplier),
        .message("cache_eviction_config", \.cacheEviction),
        .message("sparse_attention_config", \.sparseAttention),
        .value("best_of_limit", \.bestOfLimit),
        .optional("max_tokens_limit", \.maxTokensLimit),
        .optional("tool_parser", \.toolParser),
        .optional("reasoning_parser", \.reasoningParser),
        .optional("response_parser", \.responseParser),
        .value("enable_tool_guided_generation", \.enableToolGuidedGeneration),
        .optional("chat_template_mode", \.chatTemplateMode),
        .optional("draft_models_path", \.draft.modelsPath),
        .value("draft_device", \.draft.device),
        .optional("draft_max_num_batched_tokens", \.draft.maxNumBatchedTokens),
        .optional("draft_cache_size", \.draft.cacheSize),
        .optional("draft_block_size", \.draft.blockSize),
        .optional("draft_max_num_seqs", \.draft.maxNumSeqs),
        .optional("draft_dynamic_split_fuse", \.draft.dynamicSplitFuse),
        .value("draft_eagle3_mode", \.draft.eagle3Mode),
    ]
}
