package import HTTPServer
package import Support

/// Everything the server answers, apart from how bytes come and go.
package struct API: Sendable {
    package let routes: [Route]
    /// Is told of generation requests by the routes, and of HTTP exchanges by the server.
    package let monitor: ServerMonitor

    private let cors: CORS
    private let key: APIKey
    private let errors: ErrorAnswers
    private let fleet: ModelFleet?

    package init(
        catalog: ModelCatalog, options: APIOptions, metrics: ServerMetrics, pool: WorkPool, version: String,
        fleet: ModelFleet? = nil, reload: (@Sendable () async throws -> Bool)? = nil
    ) {
        self.init(
            catalog: catalog, options: options, metrics: metrics, pool: pool, version: version, fleet: fleet,
            reload: reload
        ) { monitor in
            GenerationRoutes(catalog: catalog, options: options, monitor: monitor, pool: pool).routes
        }
    }

    /// - Parameter generation: makes the routes that write, given whom they report to.
    init(
        catalog: ModelCatalog, options: APIOptions, metrics: ServerMetrics, pool: WorkPool, version: String,
        fleet: ModelFleet? = nil, reload: (@Sendable () async throws -> Bool)? = nil,
        generation: (ServerMonitor) -> [Route]
    ) {
        let patterns = EndpointSpec.all.flatMap(\.patterns)
        monitor = ServerMonitor(
            metrics: metrics, log: RequestLog(logsPrompts: options.logsPrompts), patterns: patterns)
        routes =
            HealthRoutes(catalog: catalog, version: version).routes
            + ListingRoutes(catalog: catalog, reload: reload).routes
            + FigureRoutes(catalog: catalog, metrics: metrics).routes
            + TokenizingRoutes(catalog: catalog, options: options, pool: pool).routes
            + DeviceRoutes(pool: pool).routes
            + ReferenceRoutes(version: version, hasPlayground: options.hasPlayground).routes + generation(monitor)
        self.fleet = fleet
        cors = CORS(options: options)
        key = APIKey(options.apiKeys)
        errors = ErrorAnswers(patterns: patterns)
    }

    /// The whole of it around a router of `routes`: every answer has a request id and CORS headers, every error is told in
    /// the dialect of its path.
    package func handler(_ router: @escaping Handler) -> Handler {
        { request in
            var response =
                request.method == .options
                ? cors.preflight(request)
                : try await errors.middleware(request) {
                    try await key.middleware($0) { try await waking($0, router) }
                }
            response.headers["X-Request-Id"] = request.id
            cors.mark(&response, request)
            return response
        }
    }

    /// A request for a model that rests waits until it is loaded.
    private func waking(_ request: Request, _ router: Handler) async throws -> Response {
        do {
            return try await router(request)
        } catch let error as APIError {
            guard let fleet, let name = error.restingModel else { throw error }
            await fleet.wake(name)
            return try await router(request)
        }
    }

    /// What an HTTP server asks: there is always an answer.
    package var responder: @Sendable (Request) async -> Response {
        let handler = handler(Router(routes).handler)
        return { request in
            do {
                return try await handler(request)
            } catch {
                // The client has left, or everything is being stopped.
                return Response(.serviceUnavailable)
            }
        }
    }

    /// The answer to bytes that are no request.
    package static let refusal: @Sendable (HTTPFailure, String) -> Response = { failure, path in
        let dialect = Dialect(path: path)
        let kind: APIError.Kind = failure.status == .serviceUnavailable ? .unavailable : .invalidValue
        let body = dialect.body(of: APIError(kind, failure.message), status: failure.status)
        return Response(failure.status, json: body.written())
    }
}
