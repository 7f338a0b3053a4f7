package import Support

/// The result as JSON, with the names that `vllm bench serve` uses.
package struct BenchResult {
    let summary: BenchSummary
    let metrics: BenchMetrics
    let records: [RequestRecord]

    package init(_ summary: BenchSummary, _ metrics: BenchMetrics, _ records: [RequestRecord]) {
        (self.summary, self.metrics, self.records) = (summary, metrics, records)
    }

    package func json(at time: LocalTime) -> JSONObject {
        var result: JSONObject = [
            "date": .string(time.compact),
            "endpoint_type": .string(summary.backend.rawValue),
            "backend": .string(summary.backend.rawValue),
            "label": summary.label.map { .string($0) } ?? .null,
            "model_id": .string(summary.modelID),
            "tokenizer_id": summary.tokenizerID.map { .string($0) } ?? .null,
            "num_prompts": .int(summary.promptCount),
        ]
        for (key, value) in summary.metadata { result[key] = .string(value) }
        for part in [load, totals, summary.isDetailed ? details : [:], peaks, latencies] {
            for (key, value) in part { result[key] = value }
        }
        return result
    }

    private var load: JSONObject {
        let arrivals = summary.arrivals
        var result: JSONObject = [
            "request_rate": arrivals.rate.isFinite ? .double(arrivals.rate) : "inf",
            "burstiness": .double(arrivals.burstiness),
            "max_concurrency": summary.maxConcurrency.map { .int($0) } ?? .null,
        ]
        if let ramp = arrivals.rampUp {
            result["ramp_up_strategy"] = .string(ramp.strategy.rawValue)
            result["ramp_up_start_rps"] = .int(ramp.start)
            result["ramp_up_end_rps"] = .int(ramp.end)
        }
        return result
    }

    private var totals: JSONObject {
        [
            "duration": .double(metrics.duration),
            "completed": .int(metrics.completed),
            "failed": .int(metrics.failed),
            "total_input_tokens": .int(metrics.inputTokens),
            "total_output_tokens": .int(metrics.outputTokens),
            "request_throughput": .double(metrics.requestThroughput),
            "request_goodput": metrics.goodput.map { .double($0) } ?? .null,
            "output_throughput": .double(metrics.outputThroughput),
            "total_token_throughput": .double(metrics.totalThroughput),
        ]
    }

    private var details: JSONObject {
        func list(_ value: (RequestRecord) -> JSONValue) -> JSONValue { .array(records.map(value)) }
        return [
            "input_lens": list { .int($0.inputTokens) },
            "output_lens": list { .int($0.isSuccess ? $0.outputTokens : 0) },
            "ttfts": list { .double($0.timeToFirstToken) },
            "itls": list { .array($0.interTokenLatencies.map { .double($0) }) },
            "latencies": list { .double($0.latency) },
            "start_times": list { .double($0.startTime) },
            "queue_times": list { .double($0.queueTime) },
            "generated_texts": list { .string($0.text) },
            "errors": list { .string($0.error) },
        ]
    }

    private var peaks: JSONObject {
        var result: JSONObject = [
            "max_output_tokens_per_s": .double(Double(metrics.peakTokensPerSecond)),
            "max_concurrent_requests": .int(metrics.peakConcurrentRequests),
            "rtfx": 0.0,
        ]
        if !summary.rateChanges.isEmpty {
            result["rps_change_events"] = .array(
                summary.rateChanges.map { ["rps": .int($0.rate), "timestamp": .string($0.time.iso8601)] })
        }
        return result
    }

    private var latencies: JSONObject {
        var result: JSONObject = [:]
        for latency in metrics.latencies {
            let name = latency.metric.rawValue
            result["mean_\(name)_ms"] = .double(latency.mean)
            result["median_\(name)_ms"] = .double(latency.median)
            result["std_\(name)_ms"] = .double(latency.standardDeviation)
            for percentile in latency.percentiles {
                result["p\(percentile.name)_\(name)_ms"] = .double(percentile.value)
            }
        }
        return result
    }
}
