import Support
import Testing

@testable import ServeBench

@Suite struct BenchReportTests {
    @Test(arguments: [(2.675, "2.67"), (0.125, "0.12"), (1e9, "1000000000.00"), (0, "0.00"), (-1.5, "-1.50")])
    func roundsAsPythonDoes(_ value: Double, _ text: String) {
        #expect(BenchReport.fixed(value) == text)
    }

    @Test func jsonHasVLLMsNamesInItsOrder() {
        let json = BenchResult(SampleRun.summary, SampleRun.metrics, SampleRun.records).json(at: Self.moment)
        let times = ["ttft", "tpot", "itl", "e2el"].flatMap { name in
            ["mean_\(name)_ms", "median_\(name)_ms", "std_\(name)_ms", "p99_\(name)_ms", "p50_\(name)_ms"]
        }
        let details = [
            "input_lens", "output_lens", "ttfts", "itls", "latencies", "start_times", "queue_times", "generated_texts",
            "errors",
        ]
        let start = [
            "date", "endpoint_type", "backend", "label", "model_id", "tokenizer_id", "num_prompts", "tp",
            "request_rate", "burstiness", "max_concurrency", "duration", "completed", "failed", "total_input_tokens",
            "total_output_tokens", "request_throughput", "request_goodput", "output_throughput",
            "total_token_throughput",
        ]
        #expect(
            json.keys == start + details + ["max_output_tokens_per_s", "max_concurrent_requests", "rtfx"] + times)
        #expect(json["date"] == "20250131-235907")
        #expect(json["output_lens"] == [4, 10, 1, 0])
        #expect(json["errors"] == ["", "", "", "no luck"])
    }

    @Test func leavesOutWhatWasNotAskedFor() {
        var summary = SampleRun.summary
        summary.isDetailed = false
        summary.arrivals = Arrivals(rampUp: RampUp(.linear, from: 1, to: 4))
        summary.rateChanges = [.init(rate: 2, time: Self.moment)]
        let metrics = BenchMetrics(SampleRun.records, duration: 1, .init(metrics: [.ttft], percentiles: [99.9]))
        let json = BenchResult(summary, metrics, SampleRun.records).json(at: Self.moment)
        #expect(json["ttfts"] == nil)
        #expect(json["mean_itl_ms"] == nil)
        #expect(json["p99.9_ttft_ms"] != nil)
        #expect(json["request_goodput"] == .null)
        #expect(json["request_rate"] == "inf")
        #expect(json["ramp_up_strategy"] == "linear")
        #expect(json["rps_change_events"] == [["rps": 2, "timestamp": "2025-01-31T23:59:07.000042"]])
    }

    @Test func namesFilesAfterTheLoad() {
        var summary = SampleRun.summary
        #expect(summary.fileName(at: Self.moment) == "mine-2.0qps-concurrency8-model-20250131-235907.json")
        summary.label = nil
        summary.maxConcurrency = nil
        summary.arrivals = Arrivals()
        #expect(summary.fileName(at: Self.moment) == "openai-chat-infqps-model-20250131-235907.json")
        summary.arrivals.rampUp = RampUp(.linear, from: 1, to: 4)
        #expect(summary.fileName(at: Self.moment) == "openai-chat-ramp-up-linear-1qps-4qps-model-20250131-235907.json")
    }

    private static let moment = LocalTime(
        year: 2025, month: 1, day: 31, hour: 23, minute: 59, second: 7, microsecond: 42)
}
