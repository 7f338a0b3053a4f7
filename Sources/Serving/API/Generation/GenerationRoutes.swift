internal import Dazzle
package import HTTPServer
package import Support

/// `POST chat/completions` and `POST completions`, below every version's path.
package struct GenerationRoutes: Sendable {
    private let planner: Planner
    private let monitor: any ServingMonitor
    private let pool: WorkPool

    private static let versions = ["/v1", "/v3", "/v3/v1"]

    package init(catalog: ModelCatalog, options: APIOptions, monitor: any ServingMonitor, pool: WorkPool) {
        planner = Planner(catalog: catalog, limits: options)
        self.monitor = monitor
        self.pool = pool
    }

    package var routes: [Route] {
        Self.versions.flatMap { version in
            Endpoint.allCases.map { endpoint in
                Route(.post, "\(version)/\(endpoint.path)") { try await answer($0, endpoint) }
            }
        }
    }

    private func answer(_ request: Request, _ endpoint: Endpoint) async throws -> Response {
        let (plan, feed) = try await accepted(request, endpoint)
        let watch = GenerationWatch(plan.record, monitor, logsAnswers: planner.limits.logsPrompts)
        do {
            return try await respond(plan, feed, watch, Dialect(path: request.path))
        } catch {
            watch.fail(error)
            throw error
        }
    }

    /// Reads the request and hands it to the engine; what fails here has never begun.
    private func accepted(_ request: Request, _ endpoint: Endpoint) async throws -> (GenerationPlan, AnswerFeed) {
        do {
            try RequestBody.checkType(of: request)
            return try await pool.run { [planner] in
                var plan = try planner.plan(request, endpoint)
                do {
                    let feed = try plan.start()
                    // Not before the engine has found the number of choices sane.
                    plan.record.choices = plan.choiceCount
                    return (plan, feed)
                } catch {
                    throw Refusal(error: error, model: plan.record.model)
                }
            }
        } catch {
            let refusal = error as? Refusal ?? Refusal(error: error)
            if refusal.error.isCancellation { throw refusal.error }
            let reason = APIError(refusal.error)
            monitor.refused(reason, model: refusal.model, endpoint: endpoint.rawValue, id: request.id)
            throw reason
        }
    }

    private func respond(
        _ plan: GenerationPlan, _ feed: AnswerFeed, _ watch: GenerationWatch, _ dialect: Dialect
    ) async throws -> Response {
        var feed = feed
        // What fails before the first token still has a status of its own.
        let first = try await feed.next() ?? []
        guard let stream = plan.options.stream else {
            let answer = try await WholeAnswer(plan, first: first, feed, watch)
            watch.finish()
            return Response(json: plan.format.body(answer).written())
        }
        let answer = StreamedAnswer(
            first: first, feed: feed, writer: EventWriter(plan, stream, dialect), watch: watch,
            choicesPerPrompt: plan.choicesPerPrompt)
        return Response(headers: ServerSentEvents.headers, body: .stream { try await answer.send(to: $0) })
    }
}
