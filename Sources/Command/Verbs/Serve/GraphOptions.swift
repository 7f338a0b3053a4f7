internal import Dazzle
internal import Repository
internal import Support

/// What a graph.pbtxt means for loading a model.
struct GraphOptions {
    private let graph: GraphFile

    init(_ graph: GraphFile) { self.graph = graph }

    /// Where a graph is silent, what was said before stays: the schema's defaults are those of another engine.
    func apply(to result: inout LoadOptions) throws(DazzleError) {
        let options = graph.options
        if let device = options.device { result.device = device }
        try result.apply(options.pluginConfig)
        if graph.says("max_num_seqs") { result.maxSequences = Int(clamping: options.maxNumSeqs) }
        if graph.says("max_num_batched_tokens") { result.maxBatchedTokens = Int(clamping: options.maxNumBatchedTokens) }
        if options.cacheSize > 0 { result.cacheBytes = Int(clamping: options.cacheSize.multipliedClamping(1 << 30)) }
        if graph.says("enable_prefix_caching") { result.prefixCaching = options.enablePrefixCaching }
    }

    /// Sentences about fields that mean nothing here.
    var unheeded: [String] {
        let fields = [
            "draft_models_path", "cache_eviction_config", "sparse_attention_config", "cache_interval_multiplier",
            "max_tokens_limit", "best_of_limit", "tool_parser", "reasoning_parser", "response_parser",
            "enable_tool_guided_generation",
        ]
        return fields.filter(graph.says).map { "\(graph.path): '\($0)' is not heeded here" }
    }
}

extension UInt64 {
    fileprivate func multipliedClamping(_ factor: UInt64) -> UInt64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }
}
