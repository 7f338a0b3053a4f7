internal import HTTPServer
internal import Support

/// What load balancers, supervisors and the three systems' own tools ask before they send work.
struct HealthRoutes: Sendable {
    let catalog: ModelCatalog
    let version: String

    var routes: [Route] {
        [
            Route(.get, "/health") { _ in health },
            Route(.get, "/ping") { _ in health },
            Route(.post, "/ping") { _ in health },
            Route(.get, "/v2/health/live") { _ in Response() },
            Route(.get, "/v2/health/ready") { _ in ready },
            Route(.get, "/version") { _ in Response(json: JSONValue.object(["version": .string(version)]).written()) },
            Route(.get, "/v2") { _ in Response(json: metadata.written()) },
            Route(.get, "/v2/models/{name}") { request in model(request) { Response(json: Self.metadata(of: $0)) } },
            Route(.get, "/v2/models/{name}/ready") { request in model(request) { _ in Response() } },
            Route(.get, "/v2/models/{name}/versions/{version}") { request in
                model(request) { Response(json: Self.metadata(of: $0)) }
            },
            Route(.get, "/v2/models/{name}/versions/{version}/ready") { request in model(request) { _ in Response() } },
        ]
    }

    /// Whether a request sent now would be answered.
    private var health: Response {
        catalog.isReady && catalog.canAnswer
            ? Response(json: #"{"status":"healthy"}"#)
            : Response(.serviceUnavailable, json: #"{"status":"model not ready"}"#)
    }

    /// Whether every model has been tried, as OpenVINO Model Server means it.
    private var ready: Response {
        catalog.isReady ? Response() : Response(.serviceUnavailable, json: #"{"error":"Server is not ready"}"#)
    }

    private var metadata: JSONValue {
        ["name": "Dazzle", "version": .string(version), "extensions": []]
    }

    /// KServe's way to ask for one model; its only version is 1.
    private func model(_ request: Request, _ answer: (String) -> Response) -> Response {
        let name = request.parameters["name"] ?? ""
        guard let entry = catalog.entries.first(where: { $0.names.contains(name) }) else {
            return Self.problem(.notFound, "The model `\(name)` does not exist.")
        }
        if let version = request.parameters["version"], version != "1" {
            return Self.problem(.notFound, "The model `\(name)` has no version `\(version)`, only 1.")
        }
        guard case .available = entry.state, !catalog.isDraining else {
            return Self.problem(.serviceUnavailable, "The model `\(name)` is not ready.")
        }
        return answer(name)
    }

    private static func metadata(of name: String) -> String {
        let value: JSONValue = [
            "name": .string(name), "versions": ["1"], "platform": "OpenVINO", "inputs": [], "outputs": [],
        ]
        return value.written()
    }

    private static func problem(_ status: Status, _ text: String) -> Response {
        Response(status, json: JSONValue.object(["error": .string(text)]).written())
    }
}
