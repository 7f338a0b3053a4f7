internal import Dazzle
internal import HTTPServer
internal import Metrics
internal import Support

/// How busy the server is.
struct FigureRoutes: Sendable {
    let catalog: ModelCatalog
    let metrics: ServerMetrics

    var routes: [Route] {
        [
            Route(.get, "/metrics") { _ in
                Response(headers: ["Content-Type": Exposition.contentType], body: .bytes(metrics.text))
            },
            Route(.get, "/load") { _ in Response(json: #"{"server_load":\#(metrics.inFlight)}"#) },
            Route(.get, "/v1/queue-status") { _ in Response(json: queueStatus.written()) },
        ]
    }

    private var queueStatus: JSONValue {
        let all = catalog.available.map(\.model.statistics)
        let waiting = all.reduce(0) { $0 + max($1.waiting, $1.waitingRequests) }
        return ["active_requests": .int(all.reduce(0) { $0 + $1.running }), "queued_requests": .int(waiting)]
    }
}
