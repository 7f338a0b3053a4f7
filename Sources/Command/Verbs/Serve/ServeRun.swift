internal import API
internal import Dazzle
internal import HTTPServer
internal import Support

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// One life of the server: listen, load, serve until told to stop, finish what runs.
struct ServeRun {
    private let options: ServeOptions
    private let folder: String
    private let console: Console
    private let catalog = ModelCatalog()
    private let names: [String]
    private let metrics: ServerMetrics

    init(_ options: ServeOptions, folder: String, _ console: Console) {
        self.options = options
        self.folder = folder
        self.console = console
        let own = folder.split(separator: "/").last.map(String.init) ?? folder
        names = options.names.isEmpty ? [own] : options.names
        metrics = ServerMetrics(
            catalog: catalog, style: options.telling.style, version: CommandLineFront.version)
    }

    func run() async throws {
        Log.level = options.loading.logLevel.library
        Log.format = options.telling.logFormat == .json ? .json : .text
        var loading = try options.loadOptions()
        loading.mediaObserver = { [metrics, name = names[0]] stage, duration in
            metrics.media(stage, took: duration, name)
        }
        let stop = StopSignal()
        let watch = Signals.onStop { stop.fire() }
        let server = try await listen()
        Log.event(.info, "listening on \(server.addresses.joined(separator: ", ")), loading \(folder)")
        do {
            try await load(loading)
        } catch {
            await server.stop()
            throw error
        }
        try greet(server)
        await stop.wait()
        await finish(server)
        withExtendedLifetime(watch) {}
    }

    private func listen() async throws -> Server {
        catalog.add(.init(names: names, root: folder, created: time(nil)))
        let pool = try WorkPool(name: "reading prompts", threads: 2, limit: options.listening.maxQueued)
        let api = API(
            catalog: catalog, options: try options.apiOptions(console.environment), metrics: metrics, pool: pool,
            version: CommandLineFront.version)
        let logsAccess = options.telling.logsAccess
        return try await Server.start(
            options.listening.configuration,
            observer: { api.monitor.exchanged($0, isLogged: logsAccess) },
            refusal: API.refusal, responder: api.responder)
    }

    private func load(_ loading: LoadOptions) async throws {
        let begin = ContinuousClock.now
        let notice = LoadingNotice(folder, loading) { Log.event(.info, $0) }
        defer { notice.end() }
        let model = try await LanguageModel.load(folder, options: loading)
        catalog.set(.available(model), of: names[0])
        let info = model.info
        Log.event(
            .info, "ready in \(decimal(begin.duration(to: .now) / .seconds(1))) s",
            [
                "model": .string(names[0]), "family": .string(info.type), "device": .string(info.device),
                "context": .int(info.contextLength), "kv_cache_tokens": .int(info.cacheTokens),
            ])
    }

    /// Something to paste, for a person who has just started their first server.
    private func greet(_ server: Server) throws {
        guard options.telling.logFormat == .text, options.loading.logLevel >= .info else { return }
        let key =
            options.access.apiKeys.isEmpty && options.access.apiKeyFile == nil ? "" : " -H 'Authorization: Bearer KEY'"
        let trust = options.listening.certificate == nil ? "" : " --insecure"
        let page =
            options.access.hasPlayground ? "\(server.addresses[0])/ is a page to talk to the model.\n  " : ""
        try console.errors.write(
            """

              curl \(server.addresses[0])/v1/chat/completions\(trust) -H 'Content-Type: application/json'\(key) -d '
                {"model": "\(names[0])", "messages": [{"role": "user", "content": "Hello!"}]}'

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
