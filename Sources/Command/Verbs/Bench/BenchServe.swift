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
            let run = Task { try await BenchServeRun(options: options, server: server, console: console).run() }
            // The first Ctrl-C ends the run early, which then reports; that is over soon, so a second is not heard.
            let watch = Signals.onInterrupt { run.cancel() }
            defer { withExtendedLifetime(watch) {} }
            try await run.value
        }
    }
}
