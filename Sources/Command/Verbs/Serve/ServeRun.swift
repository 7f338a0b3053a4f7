internal import API
internal import Dazzle
internal import HTTPServer
internal import Support

/// One life of the server: listen, load, serve until told to stop, finish what runs.
struct ServeRun {
    private let options: ServeOptions
    private let console: Console
    private let catalog = ModelCatalog()
    private let metrics: ServerMetrics

    init(_ options: ServeOptions, _ console: Console) {
        self.options = options
        self.console = console
        metrics = ServerMetrics(catalog: catalog, style: options.telling.style, version: CommandLineFront.version)
    }

    func run() async throws {
        Log.level = options.loading.logLevel.library
        Log.format = options.telling.logFormat == .json ? .json : .text
        let loading = try options.loadOptions()
        let folder = try await ServePlans.folder(of: options, console)
        let named = try ServePlans(options: options, loading: loading, folder: folder).fromCommandLine()
        let fleet = ModelFleet(catalog, options.fleet.rules) { [metrics] in
            try await Self.load($0, metrics)
        } announce: {
            Self.announce($0, $1, $2)
        }
        let configuration = options.configuration.map {
            ConfigurationWatch(ConfiguredModels(path: $0, loading: loading), beside: named, fleet)
        }
        let plans = try await configuration?.start() ?? named
        let stop = StopSignal()
        let watch = Signals.onStop { stop.fire() }
        // Who asks at once must find what rests; what is loaded now is only shown until the server listens.
        await fleet.apply(plans, loads: options.fleet.loadsOnDemand)
        let server = try await listen(fleet, configuration)
        let what = configuration == nil ? plans.map(\.folder).joined(separator: ", ") : "\(plans.count) models"
        Log.event(.info, "listening on \(server.addresses.joined(separator: ", ")), loading \(what)")
        if !options.fleet.loadsOnDemand { await fleet.apply(plans) }
        await fleet.settle()
        // One bad model of many does not stop the others.
        if let failure = await fleet.failure, configuration == nil {
            await server.stop()
            throw Failure(plans.count == 1 ? failure.message : "\(failure.name): \(failure.message)")
        }
        if let first = plans.first { try greet(server, first.name) }
        let chores = Task { await keepHouse(fleet, configuration) }
        await stop.wait()
        chores.cancel()
        await finish(server)
        withExtendedLifetime(watch) {}
    }

    /// Models that nobody asks for, and files that somebody edits.
    private func keepHouse(_ fleet: ModelFleet, _ configuration: ConfigurationWatch?) async {
        var seconds = 0
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            await fleet.rest()
            seconds += 1
            guard let configuration, options.pollSeconds > 0, seconds % options.pollSeconds == 0 else { continue }
            await configuration.look()
        }
    }

    private func listen(_ fleet: ModelFleet, _ configuration: ConfigurationWatch?) async throws -> Server {
        let pool = try WorkPool(name: "reading prompts", threads: 2, limit: options.listening.maxQueued)
        var reload: (@Sendable () async throws -> Bool)?
        if let configuration { reload = { try await configuration.reload() } }
        let api = API(
            catalog: catalog, options: try options.apiOptions(console.environment), metrics: metrics, pool: pool,
            version: CommandLineFront.version, fleet: fleet,
            reload: reload)
        let logsAccess = options.telling.logsAccess
        return try await Server.start(
            options.listening.configuration,
            observer: { api.monitor.exchanged($0, isLogged: logsAccess) },
            refusal: API.refusal, responder: api.responder)
    }

    private static func load(_ plan: ModelPlan, _ metrics: ServerMetrics) async throws -> LanguageModel {
        var loading = plan.options
        loading.mediaObserver = { [name = plan.name] stage, duration in metrics.media(stage, took: duration, name) }
        let notice = LoadingNotice(plan.folder, loading) { Log.event(.info, $0) }
        defer { notice.end() }
        return try await LanguageModel.load(plan.folder, options: loading)
    }

    private static func announce(_ plan: ModelPlan, _ model: LanguageModel, _ time: Duration) {
        let info = model.info
        Log.event(
            .info, "ready in \(decimal(time / .seconds(1))) s",
            [
                "model": .string(plan.name), "family": .string(info.type), "device": .string(info.device),
                "context": .int(info.contextLength), "kv_cache_tokens": .int(info.cacheTokens),
            ])
    }

    /// Something to paste, for a person who has just started their first server.
    private func greet(_ server: Server, _ name: String) throws {
        guard options.telling.logFormat == .text, options.loading.logLevel >= .info else { return }
        let key =
            options.access.apiKeys.isEmpty && options.access.apiKeyFile == nil ? "" : " -H 'Authorization: Bearer KEY'"
        let trust = options.listening.certificate == nil ? "" : " --insecure"
        let page =
            options.access.hasPlayground ? "\(server.addresses[0])/ is a page to talk to the model.\n  " : ""
        try console.errors.write(
            """

              curl \(server.addresses[0])/v1/chat/completions\(trust) -H 'Content-Type: application/json'\(key) -d '
                {"model": "\(name)", "messages": [{"role": "user", "content": "Hello!"}]}'

              \(page)\(server.addresses[0])/docs describes every route. Ctrl-C stops the server.


            """)
    }

    private func finish(_ server: Server) async {
        catalog.beginDrain()
        let running = server.activeExchanges
        if running > 0 {
            Log.event(
                .info,
                "finishing \(running) requests, for at most \(options.listening.drainSeconds) s; Ctrl-C ends at once")
        }
        await server.drain(within: .seconds(options.listening.drainSeconds))
        await server.stop()
        Log.event(.info, "stopped")
    }
}
