import Support
import Testing

@testable import ServeBench

@Suite struct ReportTests {
    /// As `vllm bench serve` 0.32 prints it.
    @Test func printsTheTable() {
        var traffic = Traffic()
        traffic.rate = 2.5
        traffic.maxConcurrency = 3
        var report = ReportOptions()
        report.metrics = [.e2el, .ttft, .clientQueueTime]
        report.percentiles = [50, 99.9]
        report.goodput.e2el = 1
        let expected = """
            ============ Serving Benchmark Result ============
            Successful requests:                     4\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}
            Failed requests:                         1\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}
            Maximum request concurrency:             3\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}
            Request rate configured (RPS):           2.50\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}
            Benchmark duration (s):                  4.00\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}
            Total input tokens:                      100\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}
            Total generated tokens:                  14\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}
            Request throughput (req/s):              1.00\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}
            Request goodput (req/s):                 0.50\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}
            Output token throughput (tok/s):         3.50\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}
            Peak output token throughput (tok/s):    5.00\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}
            Peak concurrent requests:                3.00\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}
            Total token throughput (tok/s):          28.50\u{20}\u{20}\u{20}\u{20}\u{20}
            ---------------Time to First Token----------------
            Mean TTFT (ms):                          312.50\u{20}\u{20}\u{20}\u{20}
            Median TTFT (ms):                        312.50\u{20}\u{20}\u{20}\u{20}
            P50 TTFT (ms):                           312.50\u{20}\u{20}\u{20}\u{20}
            P99.9 TTFT (ms):                         499.63\u{20}\u{20}\u{20}\u{20}
            ----------------End-to-end Latency----------------
            Mean E2EL (ms):                          1140.62\u{20}\u{20}\u{20}
            Median E2EL (ms):                        1093.75\u{20}\u{20}\u{20}
            P50 E2EL (ms):                           1093.75\u{20}\u{20}\u{20}
            P99.9 E2EL (ms):                         2122.38\u{20}\u{20}\u{20}
            ---------------Client-side Queueing---------------
            Mean Client Queue Time (ms):             140.62\u{20}\u{20}\u{20}\u{20}
            Median Client Queue Time (ms):           93.75\u{20}\u{20}\u{20}\u{20}\u{20}
            P50 Client Queue Time (ms):              93.75\u{20}\u{20}\u{20}\u{20}\u{20}
            P99.9 Client Queue Time (ms):            374.25\u{20}\u{20}\u{20}\u{20}
            ==================================================

            """
        #expect(ResultTable(Samples.run(traffic), report).text == expected)
    }

    private static let head = [
        "date", "endpoint_type", "backend", "label", "model_id", "tokenizer_id", "num_prompts", "version",
        "request_rate",
        "burstiness", "max_concurrency", "duration", "completed", "failed", "total_input_tokens", "total_output_tokens",
        "request_throughput", "request_goodput", "output_throughput", "total_token_throughput",
    ]
    private static let tail = ["max_output_tokens_per_s", "max_concurrent_requests", "rtfx"]

    private static var json: ResultJSON {
        var json = ResultJSON(backend: "openai", label: nil, model: "org/model", tokenizer: "t", promptCount: 5)
        json.metadata = [(key: "version", value: "2")]
        return json
    }

    /// Keys and their order are those of a file that `vllm bench serve --save-result` 0.32 wrote.
    @Test(arguments: [
        (false, ["latencies", "queue_times"]),
        (
            true,
            [
                "input_lens", "output_lens", "ttfts", "itls", "latencies", "start_times", "queue_times",
                "generated_texts",
                "errors",
            ]
        ),
    ])
    func writesVLLMsFields(_ isDetailed: Bool, _ lists: [String]) {
        var report = ReportOptions()
        report.isDetailed = isDetailed
        let object = Self.json.object(Samples.run(), report)
        let times = ["ttft", "tpot", "itl"].flatMap { name in
            ["mean", "median", "std", "p99"].map { "\($0)_\(name)_ms" }
        }
        #expect(object.keys == Self.head + lists + Self.tail + times)
        #expect(object["label"] == .null && object["request_rate"] == "inf" && object["version"] == "2")
        #expect(object["request_goodput"] == .null && object["max_concurrency"] == .null)
        #expect(object["latencies"]?.arrayValue?.count == 5)
        #expect(object["errors"]?[4] == (isDetailed ? "503 Service Unavailable: busy" : nil))
    }

    @Test func writesTheTraffic() {
        var traffic = Traffic()
        traffic.ramp = Traffic.Ramp(.exponential, from: 1, to: 8)
        traffic.maxConcurrency = 4
        let run = BenchmarkRun(
            traffic: traffic, outcomes: [], duration: 1, stamp: LocalStamp(microseconds: 0), isInterrupted: true,
            rateChanges: [(rate: 1, stamp: LocalStamp(microseconds: 1))])
        let object = Self.json.object(run, ReportOptions())
        #expect(object["ramp_up_strategy"] == "exponential")
        #expect(object["ramp_up_start_rps"] == 1 && object["ramp_up_end_rps"] == 8)
        let change = object["rps_change_events"]?[0]
        #expect(change?["rps"] == 1)
        #expect(change?["timestamp"]?.stringValue?.hasSuffix(".000001") == true)
        #expect(Self.json.fileName(run).hasPrefix("openai-ramp-up-exponential-1qps-8qps-concurrency4-model-"))
    }

    @Test func namesTheFile() {
        var traffic = Traffic()
        #expect(Self.json.fileName(Samples.run()).hasPrefix("openai-infqps-model-2"))
        traffic.rate = 4
        traffic.maxConcurrency = 8
        var json = Self.json
        json.label = "mine"
        let name = json.fileName(Samples.run(traffic))
        #expect(name.hasPrefix("mine-4.0qps-concurrency8-model-2") && name.hasSuffix(".json"))
        #expect(name.count == "mine-4.0qps-concurrency8-model-20260131-235959.json".count)
    }
}
