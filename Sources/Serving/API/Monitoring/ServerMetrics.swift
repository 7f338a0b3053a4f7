package import Dazzle
package import HTTPServer
package import Metrics

/// The server's figures.
package final class ServerMetrics: ServingMonitor {
    package let registry = MetricsRegistry()
    package let style: MetricsStyle

    private let catalog: ModelCatalog
    private let models: GrowingTable<String, ModelFigures>
    private let requests: Family<Counter>
    private let vllmSuccess: Family<Counter>?
    private let exchanges: Family<Counter>
    private let waits = RecentWaits()
    private let media: [MediaStage: NamedFamilies<Histogram>]

    package init(catalog: ModelCatalog, style: MetricsStyle = .dazzle, version: String) {
        self.catalog = catalog
        self.style = style
        requests = registry.counters(
            "dazzle_requests_total", "Generation requests by what became of them.",
            labels: ["model", "endpoint", "outcome"], limit: 1000)
        vllmSuccess =
            style == .vllm
            ? registry.counters(
                "vllm:request_success_total", "Generation requests that ended, by why.",
                labels: ["model_name", "engine", "finished_reason"]) : nil
        EngineFigures(catalog).register(in: registry, style)
        let families = ModelFigures.Families(registry, style)
        models = GrowingTable(limit: 64, restKey: "other") { [catalog, vllmSuccess] name in
            let model = catalog.firstName(for: name) ?? name
            for outcome in ["stop", "length", "abort"] { _ = vllmSuccess?[model, "0", outcome] }
            return ModelFigures(model, families)
        }
        media = Dictionary(
            uniqueKeysWithValues: [
                (.fetch, Quantity.mediaFetch), (.decode, .mediaDecode), (.preprocess, .mediaPreprocess),
                (.encode, .mediaEncode),
            ].map { [registry] stage, quantity in
                (stage, NamedFamilies(quantity, registry, style, quantity.bounds(style)))
            })
        let isVLLM = style == .vllm
        exchanges = registry.counters(
            isVLLM ? "http_requests_total" : "dazzle_http_requests_total", "HTTP requests by method, status and route.",
            labels: ["method", "status", isVLLM ? "handler" : "route"], limit: 500)
        registry.gauges("dazzle_build_info", "The program's version, as a label.", labels: ["version"])[version].set(1)
        ProcessFigures().register(in: registry)
        registry.observed(
            "dazzle_queue_wait_seconds", "How long the latest 1000 requests waited for their first turn.", .gauge,
            labels: ["model", "quantile"]
        ) { [catalog, waits] in
            catalog.entries.map(\.names[0]).flatMap { model in
                [("0.5", 0.5), ("0.99", 0.99)].compactMap { name, share in
                    waits.quantile(share, of: model).map { .init([model, name], $0) }
                }
            }
        }
    }

    // MARK: What happens

    package func began(_ model: String) {
        for gauge in models[model].inFlight { gauge.add() }
    }

    package func tokens(_ count: Int, after gap: Duration, isFirst: Bool, _ model: String) {
        models[model].count(count, after: gap, isFirst: isFirst)
    }

    /// What a step on the way from a picture's address to its rows took.
    package func media(_ stage: MediaStage, took duration: Duration, _ model: String) {
        for histogram in media[stage]?[catalog.firstName(for: model) ?? model] ?? [] { histogram.observe(duration) }
    }

    package func ended(_ record: GenerationRecord) {
        models[record.model].end(record)
        let model = catalog.firstName(for: record.model) ?? record.model
        if let wait = record.queueTime { waits.note(wait.seconds, model) }
        requests[model, record.endpoint, record.outcome.name].add()
        vllmSuccess?[model, "0", record.outcome.vllmName].add()
    }

    /// - Parameter model: as the client wrote it; a name that is not served counts as none.
    package func refused(_ error: APIError, model: String?, endpoint: String, id: String) {
        let model = model.flatMap(catalog.firstName) ?? ""
        requests[model, endpoint, "refused_\(error.kind.name)"].add()
    }

    /// - Parameter route: the pattern that the path matched.
    package func exchanged(_ exchange: ExchangeSummary, route: String) {
        let known = ["GET", "POST", "HEAD", "OPTIONS"]
        let status = exchange.status.rawValue
        exchanges[
            known.contains(exchange.method) ? exchange.method : "other",
            style == .vllm ? "\(status / 100)xx" : String(status), route
        ].add()
    }

    // MARK: What is

    /// Makes every model's figures appear before its first request.
    package var text: [UInt8] {
        for entry in catalog.entries {
            _ = models[entry.names[0]]
            for families in media.values { _ = families[entry.names[0]] }
        }
        return registry.text
    }

    /// Generation requests that are not yet answered.
    package var inFlight: Int {
        catalog.entries.reduce(0) { $0 + max(0, models[$1.names[0]].inFlight.first?.value ?? 0) }
    }
}
