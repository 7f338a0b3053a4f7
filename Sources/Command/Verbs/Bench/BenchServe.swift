#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import HTTPClient
internal import ServeBench

/// `dazzle bench serve`
enum BenchServe {
    static var verb: Verb { Verb(BenchServeOptions.spec, run) }

    static func run(_ options: BenchServeOptions, _ console: Console) async throws {
        raiseFileLimit()
        // Ctrl-C ends the measurement, not the program: what there is gets printed.
        let task = Task { try await BenchServeRun(options: options, console: console).run() }
        let watch = Signals.onInterrupt { task.cancel() }
        defer { withExtendedLifetime(watch) {} }
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Every request that is under way needs a file descriptor; many systems allow few until a program asks for more.
    private static func raiseFileLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(7), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(7), &limit)
    }
}
