internal import ServeBench
internal import Support

/// One measurement from the first word on the terminal to the last.
struct BenchServeRun {
    let options: BenchServeOptions
    let server: BenchServer
    let console: Console

    func run() async throws {
        var source = RandomSource(seed: UInt64(options.seed))
        let model = try await chooseModel()
        let prompts = try await BenchPrompts(options: options.dataset, console: console)
            .load(options.promptCount, from: server, model: model.name, using: &source)
        if options.request.body["temperature"] == nil {
            try say(
                "WARNING: no temperature is sent, so the server's own holds. For greedy answers give --temperature 0.")
        }
        let sender = RequestSender(server, target(model.name))
        try await tryOut(sender, prompts)
        try sayTraffic()

        let turns = options.arrivals.plan(prompts.count, using: &source)
        try await profile("Starting profiler...", "/start_profile", "Profiler started")
        let (result, rateChanges) = await measure(sender, prompts, turns)
        if !Task.isCancelled { try await profile("Stopping profiler...", "/stop_profile", "Profiler stopped") }
        try finish(result, rateChanges, modelID: model.root)
        // What was measured is printed, yet the run was not what was asked for.
        try Task.checkCancellation()
        guard result.records.contains(where: \.isSuccess) else {
            throw Failure("no request succeeded; the errors are above")
        }
    }

    private func profile(_ beginning: String, _ path: String, _ end: String) async throws {
        guard options.profiles else { return }
        try say(beginning)
        let complaint = try await server.profile(path)
        try say(complaint.map { "WARNING: the server does not profile: \($0)" } ?? end)
    }

    private func say(_ line: String) throws { try console.output.write(line + "\n") }

    // MARK: Before

    private func chooseModel() async throws -> (name: String, root: String) {
        if let model = options.model { return (options.servedModelName ?? model, model) }
        try say("Model not specified, fetching first model from server...")
        let model = try await server.firstModel()
        try say("First model name: \(model.name), first model id: \(model.root)")
        return (options.servedModelName ?? model.name, model.root)
    }

    private func target(_ model: String) -> BenchTarget {
        BenchTarget(
            backend: options.backend, endpoint: options.path, model: model, logprobs: options.request.logprobs,
            ignoresEnd: options.request.ignoresEnd || options.dataset.name.isDrawn,
            extraBody: options.request.body,
            requestIDPrefix: options.request.idPrefix ?? "bench-\(String(UInt32.random(in: 0...(.max)), radix: 16))-")
    }

    /// The first prompt shows whether all is well; then the warm-up.
    private func tryOut(_ sender: RequestSender, _ prompts: [BenchPrompt]) async throws {
        guard let first = prompts.first else { throw Failure("there is no prompt to send; give more prompts") }
        try say("Starting initial single prompt test run...")
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(options.readyTimeout)
        if options.readyTimeout > 0 {
            try say("Waiting for endpoint to become up in \(options.readyTimeout) seconds")
        }
        while true {
            let record = await sender.send(first, id: sender.target.requestIDPrefix + "test")
            try Task.checkCancellation()
            if record.isSuccess { break }
            guard clock.now < deadline else {
                throw Failure(
                    "the test request failed: \(record.error). It went to \(server.base)\(options.path) for the model "
                        + "'\(sender.target.model)'; --base-url, --endpoint and --model change that")
            }
            try await clock.sleep(for: min(.seconds(5), deadline - clock.now))
        }
        try say("Initial test run completed.")
        guard options.warmups > 0 else { return }
        try say("Warming up with \(options.warmups) requests...")
        _ = await send(sender, [first], [Arrivals.Turn](repeating: .now, count: options.warmups))
        try Task.checkCancellation()
        try say("Warmup run completed.")
    }

    private func sayTraffic() throws {
        try say("Starting main benchmark run...")
        if let ramp = options.arrivals.rampUp {
            try say("Traffic ramp-up strategy: \(ramp.strategy.rawValue).")
            try say("Will increase RPS from \(ramp.start) to \(ramp.end) RPS over the duration of the benchmark.")
        } else {
            try say("Traffic request rate: \(options.rate.value.pythonDescription)")
        }
        let kind = options.burstiness == 1 ? "Poisson process" : "Gamma distribution"
        try say("Burstiness factor: \(options.burstiness.pythonDescription) (\(kind))")
        try say("Maximum request concurrency: \(options.maxConcurrency.map { "\($0)" } ?? "None")")
    }

    // MARK: The run

    private func measure(
        _ sender: RequestSender, _ prompts: [BenchPrompt], _ turns: [Arrivals.Turn]
    ) async -> (LoadRun.Result, [BenchSummary.RateChange]) {
        var changes: [BenchSummary.RateChange] = []
        let isRamp = options.arrivals.rampUp != nil
        let result = await send(sender, prompts, turns) { index in
            let reached = isRamp ? Int(turns[index].rate) : 0
            let known = changes.last?.rate ?? (options.rampUpStart ?? 1) - 1
            guard reached > known else { return }
            let now = LocalTime.now
            changes += (known + 1...reached).map { BenchSummary.RateChange(rate: $0, time: now) }
        }
        return (result, changes)
    }

    /// Prompts are taken in turn, from the beginning again if there are too few.
    private func send(
        _ sender: RequestSender, _ prompts: [BenchPrompt], _ turns: [Arrivals.Turn], started: (Int) -> Void = { _ in }
    ) async -> LoadRun.Result {
        let bar = ProgressBar(
            ProgressLine(description: "", showsSpeed: false, total: turns.count), output: console.errors,
            blocks: console.isUTF8, isSilent: options.report.hidesProgress)
        defer { bar.finish() }
        let run = LoadRun(turns: turns, maxConcurrency: options.maxConcurrency)
        return await run.run(started: started) { index, record in
            let id = sender.target.requestIDPrefix + "\(index)"
            let record = await sender.send(prompts[index % prompts.count], id: id, record)
            if record.outcome != .cancelled { bar.update { $0.done += 1 } }
            return record
        }
    }

    // MARK: After

    private func finish(
        _ result: LoadRun.Result, _ rateChanges: [BenchSummary.RateChange], modelID: String
    ) throws {
        let report = options.report
        var selection = report.selection
        // Without a limit nothing queues here, and without a rate the queue only says how long the run was.
        if options.maxConcurrency == nil { selection.metrics.removeAll { $0 == .queue } }
        if options.maxConcurrency == nil || !options.rate.value.isFinite {
            selection.metrics.removeAll { $0 == .withQueue }
        }
        let metrics = BenchMetrics(result.records, duration: result.duration, selection)
        var summary = BenchSummary(
            backend: options.backend, label: report.label, modelID: modelID, promptCount: options.promptCount,
            metadata: report.metadata.map { ($0.key, $0.value) }, arrivals: options.arrivals,
            maxConcurrency: options.maxConcurrency, rateChanges: rateChanges, isDetailed: report.isDetailed)
        let counter = options.dataset
        summary.tokenizerID = counter.skipsTokenizer ? nil : counter.tokenizer ?? modelID
        try sayFailures(result.records)
        try console.output.write(BenchReport.text(summary, metrics))
        guard report.savesResult || report.appendsResult else { return }
        let now = LocalTime.now
        let json = BenchResult(summary, metrics, result.records).json(at: now)
        try ResultFile(folder: report.folder, name: report.fileName ?? summary.fileName(at: now))
            .write(JSONValue.object(json).written(as: .python), appends: report.appendsResult)
    }

    private static let shownFailures = 10

    private func sayFailures(_ records: [RequestRecord]) throws {
        let failures = records.filter(\.isFailure)
        if failures.isEmpty { return }
        try say("Failed requests during benchmark run detected (capping to \(Self.shownFailures)):")
        for (number, record) in failures.prefix(Self.shownFailures).enumerated() {
            try say("Error \(number): \(record.error)")
        }
    }
}
