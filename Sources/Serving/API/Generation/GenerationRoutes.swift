internal import Dazzle
package import HTTPServer
package import Support

/// `POST chat/completions` and `POST completions`, below every version's path.
package struct GenerationRoutes: Sendable {
    private let planner: Planner
    private let monitor: any ServingMonitor
    private let pool: WorkPool

    private static let versions = ["/v1", "/v3", "/v3/v1"]
    /// Tells a client behind how many others it stood.
    private static let aheadHeader = "X-Queue-Position"

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

    /// A request that needs nothing but computing is accepted in one go.
    private enum Reading: Sendable {
        case accepted(GenerationPlan, AnswerFeed)
        case needsMedia(Draft)
    }

    /// Reads the request and hands it to the engine; what fails here has never begun.
    private func accepted(_ request: Request, _ endpoint: Endpoint) async throws -> (GenerationPlan, AnswerFeed) {
        do {
            try RequestBody.checkType(of: request)
            let reading = try await pool.run { [planner] () throws -> Reading in
                let draft = try planner.draft(request, endpoint)
                guard draft.media.isEmpty else { return .needsMedia(draft) }
                let (plan, feed) = try Self.start(try planner.plan(draft))
                return .accepted(plan, feed)
            }
            switch reading {
            case .accepted(let plan, let feed): return (plan, feed)
            case .needsMedia(let draft): return try await accepted(draft)
            }
        } catch {
            let refusal = error as? Refusal ?? Refusal(error: error)
            if refusal.error.isCancellation { throw refusal.error }
            let reason = APIError(refusal.error)
            monitor.refused(reason, model: refusal.model, endpoint: endpoint.rawValue, id: request.id)
            throw reason
        }
    }

    private func accepted(_ draft: Draft) async throws -> (GenerationPlan, AnswerFeed) {
        do {
            let media = try await draft.served.model.load(draft.media)
            var plan = try await pool.run { [planner] in try planner.plan(draft, media: media) }
            try await plan.encodeMedia()
            plan.record.media.images = media.count { $0.kind == .image }
            plan.record.media.videos = media.count { $0.kind == .video }
            plan.record.media.tokens = plan.prompts.reduce(0) { $0 + $1.prepared.mediaTokens }
            plan.record.media.time = draft.request.arrival.duration(to: .now)
            return try Self.start(plan)
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(error: error, model: draft.served.entry.names.first)
        }
    }

    private static func start(_ plan: GenerationPlan) throws(Refusal) -> (GenerationPlan, AnswerFeed) {
        var plan = plan
        do {
            let feed = try plan.start()
            // Not before the engine has found the number of choices sane.
            plan.record.choices = plan.choiceCount
            return (plan, feed)
        } catch {
            throw Refusal(error: error, model: plan.record.model)
        }
    }

    private func respond(
        _ plan: GenerationPlan, _ feed: AnswerFeed, _ watch: GenerationWatch, _ dialect: Dialect
    ) async throws -> Response {
        var feed = feed
        let ahead = String(feed.requestsAhead)
        // What fails before the first token still has a status of its own.
        let first = try await feed.next() ?? []
        guard let stream = plan.options.stream else {
            let answer = try await WholeAnswer(plan, first: first, feed, watch)
            watch.finish()
            var response = Response(json: plan.format.body(answer).written())
            response.headers[Self.aheadHeader] = ahead
            return response
        }
        let answer = StreamedAnswer(
            first: first, feed: feed, writer: EventWriter(plan, stream, dialect), watch: watch,
            choicesPerPrompt: plan.choicesPerPrompt)
        var response = Response(headers: ServerSentEvents.headers, body: .stream { try await answer.send(to: $0) })
        response.headers[Self.aheadHeader] = ahead
        return response
    }
}
