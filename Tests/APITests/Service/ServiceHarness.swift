import Dazzle
import HTTPServer
import Metrics
import Support
import TestSupport
import Testing

@testable import API

/// The API around a tiny model, without a network. Generation may be replaced.
struct ServiceHarness {
    let catalog = ModelCatalog()
    let metrics: ServerMetrics
    let api: API
    let handler: Handler

    /// Loaded once for all tests but those that let it write and look at its figures.
    private static let loading = Task { try await LanguageModel.load(Fixtures.model("qwen2")) }
    static var model: LanguageModel { get async throws { try await loading.value } }

    init(
        _ options: APIOptions = APIOptions(), style: MetricsStyle = .dazzle, names: [String]? = ["tiny", "org/tiny"],
        model: LanguageModel? = nil, generate: Handler? = nil
    ) async throws {
        if let names {
            catalog.add(.init(names: names, root: "models/qwen2", created: 1_700_000_000))
            let shared = try await Self.model
            catalog.set(.available(model ?? shared), of: names[0])
        }
        metrics = ServerMetrics(catalog: catalog, style: style, version: "1.2.3")
        let pool = try WorkPool(name: "tests", threads: 1, limit: 100)
        api = API(catalog: catalog, options: options, metrics: metrics, pool: pool, version: "1.2.3") {
            [catalog] monitor in
            let routes = GenerationRoutes(catalog: catalog, options: options, monitor: monitor, pool: pool).routes
            guard let generate else { return routes }
            return routes.map { Route($0.method, $0.pattern, generate) }
        }
        handler = api.handler(Dispatcher(routes: api.routes).answer)
    }

    func send(
        _ method: HTTPServer.Method, _ path: String, headers: Headers = [:], body: [UInt8] = []
    ) async throws -> Response {
        try await handler(Request(method, path, headers: headers, body: body, id: "id-1"))
    }

    func get(_ path: String, headers: Headers = [:]) async throws -> Response {
        try await send(.get, path, headers: headers)
    }

    func post(_ path: String, _ json: String) async throws -> Response {
        try await send(.post, path, headers: ["Content-Type": "application/json"], body: Array(json.utf8))
    }

    func scrape() async throws -> PrometheusText {
        try PrometheusText(try await get("/metrics").bytes)
    }
}

/// The least that finds a route.
struct Dispatcher {
    let routes: [Route]

    @Sendable func answer(_ request: Request) async throws -> Response {
        let segments = request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        let here = routes.compactMap { route in Self.match(route.pattern, Array(segments)).map { (route, $0) } }
        guard let (route, parameters) = here.first(where: { $0.0.method == request.method }) else {
            if here.isEmpty { throw RoutingError.unknownPath(request.path) }
            throw RoutingError.wrongMethod(request.method, allowed: here.map(\.0.method))
        }
        var request = request
        request.parameters = parameters
        return try await route.handler(request)
    }

    private static func match(_ pattern: String, _ segments: [Substring]) -> [String: String]? {
        let wanted = pattern.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        var parameters: [String: String] = [:]
        var rest = segments[...]
        for part in wanted {
            guard let segment = rest.first else { return nil }
            if part.hasSuffix("...}") {
                parameters[String(part.dropFirst().dropLast(4))] = decoded(rest.joined(separator: "/"))
                return parameters
            } else if part.hasPrefix("{") {
                parameters[String(part.dropFirst().dropLast())] = decoded(String(segment))
            } else if part != segment {
                return nil
            }
            rest.removeFirst()
        }
        return rest.isEmpty ? parameters : nil
    }

    private static func decoded(_ text: String) -> String { text.split(separator: "%2F").joined(separator: "/") }
}

extension Response {
    var bytes: [UInt8] { if case .bytes(let bytes) = body { bytes } else { [] } }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    var json: JSONValue { get throws { try JSONValue(parsing: bytes) } }
}
