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
    package func exchanged(_ exchange: ExchangeSummary) {
        let route = routes[exchange.path]
        metrics.exchanged(exchange, route: route)
        log.exchanged(exchange, isProbe: Self.probes.contains(route))
    }

    private static let probes: Set<String> = [
        "/health", "/ping", "/metrics", "/load", "/v2/health/live", "/v2/health/ready", "/v1/config",
        "/v1/queue-status",
    ]
}

/// Which route a path belongs to, so that figures have a few names rather than all that clients think of.
struct RouteNames: Sendable {
    private let patterns: [(name: String, segments: [Substring])]

    init(_ patterns: [String]) {
        var seen: Set<String> = []
        self.patterns = patterns.filter { seen.insert($0).inserted }.map { ($0, $0.split(separator: "/")) }
    }

    subscript(path: String) -> String {
        guard path.hasPrefix("/") else { return "other" }
        let segments = path.split(separator: "/", maxSplits: 32)
        let matches = patterns.filter { Self.matches($0.segments, segments) }
        // As in the router, what is written out goes before what is left open.
        return (matches.first { !$0.name.contains("{") } ?? matches.first)?.name ?? "other"
    }

    private static func matches(_ pattern: [Substring], _ segments: [Substring]) -> Bool {
        if let last = pattern.last, last.hasSuffix("...}") {
            return segments.count >= pattern.count && zip(pattern.dropLast(), segments).allSatisfy(fits)
        }
        return pattern.count == segments.count && zip(pattern, segments).allSatisfy(fits)
    }

    private static func fits(_ pattern: Substring, _ segment: Substring) -> Bool {
        pattern.hasPrefix("{") || pattern == segment
    }
}
