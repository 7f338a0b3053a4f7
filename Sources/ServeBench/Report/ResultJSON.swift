package import Support

/// The saved result, with the fields of vllm bench serve in its order.
package struct ResultJSON {
    package var backend: String
    package var label: String?
    package var model: String
    package var tokenizer: String?
    package var promptCount: Int
    package var metadata: [(key: String, value: String)] = []

    package init(backend: String, label: String?, model: String, tokenizer: String?, promptCount: Int) {
        self.backend = backend
        self.label = label
        self.model = model
        self.tokenizer = tokenizer
        self.promptCount = promptCount
    }

    package func object(_ run: BenchmarkRun, _ report: ReportOptions) -> JSONObject {
        var object: JSONObject = [
            "date": .string(run.stamp.compact), "endpoint_type": .string(backend), "backend": .string(backend),
            "label": label.map(JSONValue.string) ?? .null, "model_id": .string(model),
            "tokenizer_id": tokenizer.map(JSONValue.string) ?? .null, "num_prompts": .int(promptCount),
        ]
        for (key, value) in metadata { object[key] = .string(value) }
        for (key, value) in traffic(run.traffic) { object[key] = value }
        for (key, value) in figures(run, report) { object[key] = value }
        return object
    }

    private func traffic(_ traffic: Traffic) -> JSONObject {
        var object: JSONObject = [
            "request_rate": traffic.rate.isFinite ? .double(traffic.rate) : "inf",
            "burstiness": .double(traffic.burstiness),
            "max_concurrency": traffic.maxConcurrency.map(JSONValue.int) ?? .null,
        ]
        if let ramp = traffic.ramp {
            object["ramp_up_strategy"] = .string(ramp.strategy.rawValue)
            object["ramp_up_start_rps"] = .int(ramp.start)
            object["ramp_up_end_rps"] = .int(ramp.end)
        }
        return object
    }

    private func figures(_ run: BenchmarkRun, _ report: ReportOptions) -> JSONObject {
        let metrics = run.metrics(report)
        var object: JSONObject = [
            "duration": .double(run.duration), "completed": .int(metrics.completed), "failed": .int(metrics.failed),
            "total_input_tokens": .int(metrics.inputTokens), "total_output_tokens": .int(metrics.outputTokens),
            "request_throughput": .double(metrics.requestThroughput),
            "request_goodput": metrics.goodput.map(JSONValue.double) ?? .null,
            "output_throughput": .double(metrics.outputThroughput),
            "total_token_throughput": .double(metrics.totalThroughput),
        ]
        for (key, value) in details(run.outcomes, all: report.isDetailed) { object[key] = value }
        object["max_output_tokens_per_s"] = .double(metrics.peakOutput)
        object["max_concurrent_requests"] = .int(metrics.peakConcurrency)
        object["rtfx"] = .double(0)
        let changes = run.rateChanges
        if !changes.isEmpty {
            object["rps_change_events"] = .array(
                changes.map { ["rps": .int($0.rate), "timestamp": .string($0.stamp.iso)] })
        }
        for metric in report.shown(run.traffic) {
            let (name, statistics) = (metric.rawValue, metrics.statistics(metric))
            object["mean_\(name)_ms"] = .double(statistics.mean * 1000)
            object["median_\(name)_ms"] = .double(statistics.median * 1000)
            object["std_\(name)_ms"] = .double(statistics.deviation * 1000)
            for percent in report.percentiles {
                object["p\(ReportOptions.word(percent))_\(name)_ms"] = .double(statistics.percentile(percent) * 1000)
            }
        }
        return object
    }

    /// One entry for each request.
    private func details(_ outcomes: [RequestOutcome], all: Bool) -> JSONObject {
        func list(_ value: (RequestOutcome) -> JSONValue) -> JSONValue { .array(outcomes.map(value)) }
        let brief: JSONObject = [
            "latencies": list { .double($0.latency) }, "queue_times": list { .double($0.queueTime) },
        ]
        guard all else { return brief }
        return [
            "input_lens": list { .int($0.promptTokens) },
            "output_lens": list { .int($0.isSuccess ? $0.outputTokens : 0) },
            "ttfts": list { .double($0.timeToFirst) }, "itls": list { .array($0.gaps.map(JSONValue.double)) },
            "latencies": list { .double($0.latency) }, "start_times": list { .double($0.start) },
            "queue_times": list { .double($0.queueTime) }, "generated_texts": list { .string($0.text) },
            "errors": list { .string($0.error) },
        ]
    }

    /// Where the result goes unless a name is given.
    package func fileName(_ run: BenchmarkRun) -> String {
        let traffic = run.traffic
        let limit = traffic.maxConcurrency.map { "-concurrency\($0)" } ?? ""
        let rate =
            traffic.ramp.map { "ramp-up-\($0.strategy.rawValue)-\($0.start)qps-\($0.end)qps" }
            ?? "\(traffic.rate.pythonDescription)qps"
        let base = model.split(separator: "/").last.map(String.init) ?? model
        return "\(label ?? backend)-\(rate)\(limit)-\(base)-\(run.stamp.compact).json"
    }
}
