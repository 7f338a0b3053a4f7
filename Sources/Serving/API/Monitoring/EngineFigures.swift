internal import Dazzle
internal import Metrics

/// What the engines know themselves, read when somebody looks, so that it is never behind.
struct EngineFigures: Sendable {
    private let catalog: ModelCatalog

    init(_ catalog: ModelCatalog) { self.catalog = catalog }

    func register(in registry: MetricsRegistry, _ style: MetricsStyle) {
        for (quantity, read) in Self.readings {
            for name in quantity.names(style) {
                registry.observed(name.text, quantity.help, quantity.kind, labels: name.labels) {
                    catalog.available.map { .init(name.values($0.entry.names[0]), read($0.model.statistics)) }
                }
            }
        }
        for (quantity, read) in Self.visionReadings {
            for name in quantity.names(style) {
                registry.observed(name.text, quantity.help, quantity.kind, labels: name.labels) {
                    catalog.available.map { served in
                        .init(name.values(served.entry.names[0]), read(served.model.visionStatistics ?? .none))
                    }
                }
            }
        }
        if style == .vllm { registerCacheInfo(in: registry) }
    }

    /// vLLM's way to tell the cache's settings.
    private func registerCacheInfo(in registry: MetricsRegistry) {
        registry.observed(
            "vllm:cache_config_info", "The KV cache's size, as labels.", .gauge,
            labels: ["engine", "model_name", "block_size", "num_gpu_blocks", "num_cpu_blocks"]
        ) {
            catalog.available.map { served in
                let blocks = served.model.statistics.totalBlocks
                let size = blocks > 0 ? served.model.info.cacheTokens / blocks : 0
                return .init(["0", served.entry.names[0], String(size), String(blocks), "0"], 1)
            }
        }
    }

    private static let visionReadings: [(Quantity, @Sendable (VisionStatistics) -> Double)] = [
        (.visionRuns, { Double($0.encoded) }),
        (.visionHits, { Double($0.cacheHits) }),
        (.visionBytes, { Double($0.cacheBytes) }),
    ]

    private static let readings: [(Quantity, @Sendable (SchedulerStatistics) -> Double)] = [
        (.running, { Double($0.runningRequests) }),
        // Those that gave up their blocks wait in the scheduler only, those that are new also before it.
        (.waiting, { Double(max($0.waiting, $0.waitingRequests)) }),
        (.blocksUsed, { Double($0.liveBlocks) }),
        (.blocksCached, { Double($0.cachedBlocks) }),
        (.blocksTotal, { Double($0.totalBlocks) }),
        (.cacheUsage, { $0.totalBlocks > 0 ? Double($0.liveBlocks) / Double($0.totalBlocks) : 0 }),
        (.prefixQueries, { Double($0.queriedTokens) }),
        (.prefixHits, { Double($0.hitTokens) }),
        (.preemptions, { Double($0.preemptions) }),
    ]
}
