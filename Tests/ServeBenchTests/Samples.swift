@testable import ServeBench

/// A run made up of times that binary fractions hold exactly.
enum Samples {
    static func outcome(
        start: Double, first: Double, gaps: [Double], prompt: Int, output: Int
    ) -> RequestOutcome {
        var outcome = RequestOutcome()
        outcome.isSuccess = true
        outcome.start = start
        outcome.timeToFirst = first
        outcome.gaps = gaps
        outcome.latency = gaps.reduce(first, +)
        outcome.promptTokens = prompt
        outcome.outputTokens = output
        outcome.queueTime = start / 4
        return outcome
    }

    static var outcomes: [RequestOutcome] {
        var failed = RequestOutcome()
        failed.start = 0.75
        failed.promptTokens = 50
        failed.error = "503 Service Unavailable: busy"
        return [
            outcome(start: 0, first: 0.125, gaps: [0.5, 0.25, 0.25, 1], prompt: 10, output: 5),
            outcome(start: 0.25, first: 0.5, gaps: [0.75], prompt: 20, output: 4),
            outcome(start: 0.5, first: 0.25, gaps: [], prompt: 30, output: 1),
            outcome(start: 1.5, first: 0.375, gaps: [0.0625, 0.125, 0.375], prompt: 40, output: 4),
            failed,
        ]
    }

    static func run(_ traffic: Traffic = Traffic()) -> BenchmarkRun {
        BenchmarkRun(
            traffic: traffic, outcomes: outcomes, duration: 4, stamp: LocalStamp(microseconds: 1_000_000_000_000_000),
            isInterrupted: false, rateChanges: [])
    }
}
