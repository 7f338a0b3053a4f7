internal import HTTPClient
internal import ServeBench
internal import Support

/// One measurement from the first question to the saved file.
struct BenchServeRun: Sendable {
    let options: BenchServeOptions
    let console: Console

    func run() async throws {
        let client = try HTTPClient()
        let server = BenchmarkServer(
            client, baseURL: options.serverURL, headers: options.requestHeaders(console.environment),
            isInsecure: options.isInsecure)
        let model = try await findModel(server)
        let codec = try await findCodec(server, model.name)
        let requests = options.assignAdapters(
            try await options.loadDataset().sample(options.samplingPlan(codec)))
        let sender = RequestSender(
            client, options.requestSettings(model: model.name, console.environment), codec: codec)
        try await prepare(requests[0], sender)
        let run = try await measure(requests, sender, server)
        try report(run, model: model.id)
        if run.isInterrupted { throw CancellationError() }
        guard run.completed > 0 else {
            throw Failure(
                "none of the \(run.outcomes.count) requests succeeded; the first said: \(run.errors.first ?? "")")
        }
    }

    /// What requests call the model, and what files and tables call it.
    private func findModel(_ server: BenchmarkServer) async throws -> (name: String, id: String) {
        if let model = options.model { return (options.servedModelName ?? model, model) }
        try say("Model not specified, fetching first model from server...")
        let model = try await server.firstModel()
        try say("First model name: \(model.name), first model id: \(model.root)")
        return (options.servedModelName ?? model.name, model.root)
    }

    private func findCodec(_ server: BenchmarkServer, _ model: String) async throws -> TextCodec? {
        if options.skipsTokenizer { return nil }
        if let folder = options.tokenizer { return try await FolderCodec.load(folder) }
        if let codec = try await server.codec(model: model) { return codec }
        try console.errors.write(
            "The server has no /tokenize, and --tokenizer is not given: a word stands for a token until the server has "
                + "counted.\n")
        return nil
    }

    private func prepare(_ request: BenchmarkRequest, _ sender: RequestSender) async throws {
        try say("Starting initial single prompt test run...")
        if options.readyTimeout > 0 { try say("Waiting for endpoint to become up in \(options.readyTimeout) seconds") }
        let deadline = ContinuousClock.now + .seconds(options.readyTimeout)
        while true {
            let outcome = try await sender.send(request)
            if outcome.isSuccess { break }
            let rest = ContinuousClock.now.duration(to: deadline)
            guard rest > .zero else { throw Failure("the initial test run failed: \(outcome.error)") }
            try await Task.sleep(for: min(rest, .seconds(2)))
        }
        try say("Initial test run completed.")
        guard options.warmups > 0 else { return }
        try say("Warming up with \(options.warmups) requests...")
        var traffic = Traffic()
        traffic.maxConcurrency = options.maxConcurrency
        let copies = Array(repeating: request, count: options.warmups)
        _ = await Benchmark(traffic, seed: 0, sender: sender).run(copies)
        try Task.checkCancellation()
        try say("Warmup run completed.")
    }

    private func measure(
        _ requests: [BenchmarkRequest], _ sender: RequestSender, _ server: BenchmarkServer
    ) async throws -> BenchmarkRun {
        try say("Starting main benchmark run...")
        if options.profiles { try await profile(server, starts: true) }
        try describeTraffic()
        let line = ProgressLine(description: "", showsSpeed: false, total: requests.count)
        let bar = ProgressBar(
            line, output: console.errors, blocks: console.isUTF8, isSilent: options.hidesProgress)
        let run = await Benchmark(options.traffic, seed: UInt64(options.seed), sender: sender).run(requests) { _ in
            bar.update { $0.done += 1 }
        }
        bar.finish()
        if options.profiles, !run.isInterrupted { try await profile(server, starts: false) }
        return run
    }

    private func describeTraffic() throws {
        if let ramp = options.traffic.ramp {
            try say("Traffic ramp-up strategy: \(ramp.strategy.rawValue).")
            try say("Will increase RPS from \(ramp.start) to \(ramp.end) RPS over the duration of the benchmark.")
        } else {
            try say("Traffic request rate: \(options.rate.pythonDescription)")
        }
        let distribution = options.burstiness == 1 ? "Poisson process" : "Gamma distribution"
        try say("Burstiness factor: \(options.burstiness.pythonDescription) (\(distribution))")
        try say("Maximum request concurrency: \(options.maxConcurrency.map(String.init) ?? "None")")
    }

    private func profile(_ server: BenchmarkServer, starts: Bool) async throws {
        try say(starts ? "Starting profiler..." : "Stopping profiler...")
        if let complaint = try await server.profile(starts: starts) {
            try console.errors.write("The server does not profile: \(complaint)\n")
        } else {
            try say(starts ? "Profiler started" : "Profiler stopped")
        }
    }

    private func report(_ run: BenchmarkRun, model: String) throws {
        if run.isInterrupted { try say("Interrupted; requests that were under way are left out.") }
        if !run.errors.isEmpty {
            try say("Failed requests during benchmark run detected (capping to 10):")
            for (index, error) in run.errors.prefix(10).enumerated() { try say("Error \(index): \(error)") }
        }
        try console.output.write(ResultTable(run, options.report).text)
        guard options.savesResult || options.appendsResult else { return }
        try ResultFile(options, model: model).save(run)
    }

    private func say(_ line: String) throws(OutputClosed) { try console.output.write(line + "\n") }
}
