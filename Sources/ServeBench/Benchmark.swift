/// What a run has brought.
package struct BenchmarkRun: Sendable {
    package let traffic: Traffic
    /// In the order of the requests; without those that an interruption cut off.
    package let outcomes: [RequestOutcome]
    package let duration: Double
    /// When it began.
    package let stamp: LocalStamp
    package let isInterrupted: Bool
    let rateChanges: [(rate: Int, stamp: LocalStamp)]

    func metrics(_ report: ReportOptions) -> Metrics {
        Metrics(outcomes, duration: duration, goodput: report.goodput)
    }

    package var completed: Int { outcomes.count(where: \.isSuccess) }
    package var errors: [String] { outcomes.filter { !$0.isSuccess }.map(\.error) }
}

/// Sends requests as the traffic wants it.
package struct Benchmark: Sendable {
    package var traffic: Traffic
    package var seed: UInt64
    package var sender: RequestSender

    package init(_ traffic: Traffic, seed: UInt64, sender: RequestSender) {
        self.traffic = traffic
        self.seed = seed
        self.sender = sender
    }

    /// - Parameter onEnd: called after each request, in no certain order.
    /// - Returns: also when the task is cancelled, with what has been measured so far.
    package func run(
        _ requests: [BenchmarkRequest], onEnd: @escaping @Sendable (RequestOutcome) -> Void = { _ in }
    ) async -> BenchmarkRun {
        var random = SeededRandom(seed: seed)
        let arrivals = traffic.arrivals(requests.count, &random)
        let origin = ContinuousClock.now
        let stamp = LocalStamp.now
        let changes = traffic.rateChanges(arrivals).map { (rate: $0.rate, stamp: stamp.advanced(by: $0.time)) }
        let outcomes = await withTaskGroup(of: (Int, RequestOutcome?).self) { group in
            var outcomes: [(Int, RequestOutcome)] = []
            func collect(_ result: (Int, RequestOutcome?)) {
                if let outcome = result.1 { outcomes.append((result.0, outcome)) }
            }
            var running = 0
            for (index, request) in requests.enumerated() {
                while let limit = traffic.maxConcurrency, running >= limit, let result = await group.next() {
                    running -= 1
                    collect(result)
                }
                let due = origin + .seconds(arrivals[index])
                if due > .now { try? await Task.sleep(until: due, tolerance: .zero, clock: .continuous) }
                if Task.isCancelled { break }
                running += 1
                group.addTask { [sender] in
                    guard var outcome = try? await sender.send(request, origin: origin) else { return (index, nil) }
                    outcome.queueTime = max(0, outcome.start - arrivals[index])
                    onEnd(outcome)
                    return (index, outcome)
                }
            }
            for await result in group { collect(result) }
            return outcomes.sorted { $0.0 < $1.0 }.map(\.1)
        }
        return BenchmarkRun(
            traffic: traffic, outcomes: outcomes, duration: (ContinuousClock.now - origin).inSeconds, stamp: stamp,
            isInterrupted: Task.isCancelled, rateChanges: changes)
    }
}
