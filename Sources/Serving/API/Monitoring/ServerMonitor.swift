package import HTTPServer

/// Makes figures and log lines of what happens.
package struct ServerMonitor: ServingMonitor {
    package let metrics: ServerMetrics
    private let log: RequestLog
    private let routes: RouteNames

    package init(metrics: ServerMetrics, log: RequestLog, patterns: [String]) {
        self.metrics = metrics
        self.log = log
        self.routes = RouteNames(patterns)
    }

    package func began(_ model: String) { metrics.began(model) }

    package func tokens(_ count: Int, after gap: Duration, isFirst: Bool, _ model: String) {
        metrics.tokens(count, after: gap, isFirst: isFirst, model)
    }

    package func ended(_ record: GenerationRecord) {
        metrics.ended(record)
        log.ended(record)
    }

    package func refused(_ error: APIError, model: String?, endpoint: String, id: String) {
        metrics.refused(error, model: model, endpoint: endpoint, id: id)
        log.refused(error, model: model, endpoint: endpoint, id: id)
    }

    /// An HTTP exchange is over.
    package func exchanged(_ exchange: ExchangeSummary, isLogged: Bool = true) {
        let route = routes[exchange.path]
        metrics.exchanged(exchange, route: route)
        if isLogged { log.exchanged(exchange, isProbe: Self.probes.contains(route)) }
    }

    private static let probes: Set<String> = [
        "/health", "/ping", "/metrics", "/load", "/v2/health/live", "/v2/health/ready", "/v1/config",
        "/v1/queue-status",
    ]
}

/// Which route a path belongs to, so that figures have a few names rather than all that clients think of.
struct RouteNames: Sendable {
    private let literals: Set<String>
    private let open: [(name: String, segments: [Substring])]

    init(_ patterns: [String]) {
        literals = Set(patterns.filter { !$0.contains("{") })
        open = Set(patterns).subtracting(literals).sorted().map { ($0, $0.split(separator: "/")) }
    }

    subscript(path: String) -> String {
        if literals.contains(path) { return path }
        guard path.hasPrefix("/") else { return "other" }
        let segments = path.split(separator: "/", maxSplits: 32)
        return open.first { Self.matches($0.segments, segments) }?.name ?? "other"
    }

    private static func matches(_ pattern: [Substring], _ segments: [Substring]) -> Bool {
        let hasRest = pattern.last?.hasSuffix("...}") ?? false
        let isLongEnough = hasRest ? segments.count >= pattern.count : segments.count == pattern.count
        return isLongEnough && zip(pattern, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
