/// Which parts of a long sequence's cache may be dropped.
package struct CacheEvictionOptions: TextProtoRecord {
    package enum AggregationMode: String, TextProtoEnum, TextProtoScalar {
        case sum = "SUM"
        case normSum = "NORM_SUM"
    }

    package var startSize: UInt64 = 0
    package var recentSize: UInt64 = 0
    package var maxCacheSize: UInt64 = 0
    package var aggregationMode = AggregationMode.normSum
    package var applyRotation = false
    package var snapkvWindowSize: UInt64 = 8
    package var kvCrush: KVCrushOptions?
    package var unknownFields: [TextProtoField] = []

    package static let messageName = "cache_eviction_config"

    package init() {}
}

package struct KVCrushOptions: TextProtoRecord {
    package enum AnchorPointMode: String, TextProtoEnum, TextProtoScalar {
        case random = "RANDOM"
        case zeros = "ZEROS"
        case ones = "ONES"
        case mean = "MEAN"
        case alternating = "ALTERNATING"
    }

    package var budget: UInt64 = 0
    package var anchorPointMode = AnchorPointMode.random
    package var rngSeed: UInt64 = 0
    package var unknownFields: [TextProtoField] = []

    package static let messageName = "kv_crush_config"

    package init() {}
}

/// Which parts of a prompt attend to which; nil leaves a size to the runtime.
package struct SparseAttentionOptions: TextProtoRecord {
    package enum Mode: String, TextProtoEnum, TextProtoScalar {
        case trishape = "TRISHAPE"
        case xattention = "XATTENTION"
    }

    package var mode = Mode.trishape
    package var numLastDenseTokensInPrefill: UInt64?
    package var numRetainedStartTokensInCache: UInt64?
    package var numRetainedRecentTokensInCache: UInt64?
    package var xattentionThreshold: Double?
    package var xattentionBlockSize: UInt64?
    package var xattentionStride: UInt64?
    package var unknownFields: [TextProtoField] = []

    package static let messageName = "sparse_attention_config"

    package init() {}
}

extension CacheEvictionOptions: TextProtoRuled {
    static let rules: [TextProtoRule<Self>] = [
        .value("aggregation_mode", \.aggregationMode),
        .value("start_size", \.startSize, .required),
        .value("recent_size", \.recentSize, .required),
        .value("max_cache_size", \.maxCacheSize, .required),
        .value("apply_rotation", \.applyRotation),
        .value("snapkv_window_size", \.snapkvWindowSize),
        .message("kv_crush_config", \.kvCrush),
    ]
}

extension KVCrushOptions: TextProtoRuled {
    static let rules: [TextProtoRule<Self>] = [
        .value("budget", \.budget),
        .value("anchor_point_mode", \.anchorPointMode),
        .value("rng_seed", \.rngSeed),
    ]
}

extension SparseAttentionOptions: TextProtoRuled {
    static let rules: [TextProtoRule<Self>] = [
        .value("mode", \.mode),
        .optional("num_last_dense_tokens_in_prefill", \.numLastDenseTokensInPrefill),
        .optional("num_retained_start_tokens_in_cache", \.numRetainedStartTokensInCache),
        .optional("num_retained_recent_tokens_in_cache", \.numRetainedRecentTokensInCache),
        .optional("xattention_threshold", \.xattentionThreshold),
        .optional("xattention_block_size", \.xattentionBlockSize),
        .optional("xattention_stride", \.xattentionStride),
    ]
}
