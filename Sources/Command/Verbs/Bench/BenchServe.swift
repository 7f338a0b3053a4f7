#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import ServeBench

/// `dazzle bench serve`
enum BenchServe {
    static var verb: Verb {
        Verb(BenchServeOptions.spec) { options, console in
            var headers = options.headers.map { (name: $0.key, value: $0.value) }
            if let key = console.environment["OPENAI_API_KEY"], !key.isEmpty {
                headers.insert((name: "Authorization", value: "Bearer \(key)"), at: 0)
            }
            let server = try BenchServer(base: options.base, headers: headers, isInsecure: options.isInsecure)
            allowManyConnections()
            let run = Task { try await BenchServeRun(options: options, server: server, console: console).run() }
            // The first Ctrl-C ends the run early, which then reports; that is over soon, so a second is not heard.
            let watch = Signals.onInterrupt { run.cancel() }
            defer { withExtendedLifetime(watch) {} }
            try await run.value
        }
    }

    #if canImport(Glibc)
        private static let openFiles = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let openFiles = RLIMIT_NOFILE
    #endif

    /// Each request under way is an open file, and what a shell allows at first is often fewer than a run has.
    private static func allowManyConnections() {
        var limit = rlimit()
        guard getrlimit(openFiles, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(openFiles, &limit)
    }
}
