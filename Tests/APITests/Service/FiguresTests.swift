import Dazzle
import Metrics
import Support
import TestSupport
import Testing

@testable import API
@testable import HTTPServer

@Suite struct FiguresTests {
    private func record(_ outcome: GenerationRecord.Outcome, model: String = "tiny") -> GenerationRecord {
        let arrival = ContinuousClock.now
        var record = GenerationRecord(
            id: "r", model: model, endpoint: "chat.completions", isStream: true, arrival: arrival)
        record.promptTokens = 20
        record.cachedTokens = 16
        record.completionTokens = 5
        record.maxTokens = 64
        record.scheduled = arrival + .milliseconds(100)
        record.firstToken = arrival + .milliseconds(300)
        record.lastToken = arrival + .milliseconds(700)
        record.end = arrival + .milliseconds(800)
        record.outcome = outcome
        return record
    }

    /// One request that ends with five tokens, the last three of which were fetched together.
    private func answer(_ metrics: ServerMetrics, _ record: GenerationRecord) {
        metrics.began(record.model)
        metrics.tokens(1, after: .milliseconds(300), isFirst: true, record.model)
        metrics.tokens(1, after: .milliseconds(100), isFirst: false, record.model)
        metrics.tokens(3, after: .milliseconds(300), isFirst: false, record.model)
        metrics.ended(record)
    }

    @Test(arguments: MetricsStyle.allCases)
    func theTextIsSoundFromTheBeginning(style: MetricsStyle) async throws {
        let service = try await ServiceHarness(style: style)
        let response = try await service.get("/metrics")
        #expect(response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        let text = try PrometheusText(response.bytes)
        #expect(text.value("dazzle_build_info", ["version": "1.2.3"]) == 1)
        for quantity in Quantity.all {
            for name in quantity.names(style) {
                let family = try #require(text[name.text], "\(name.text)")
                #expect(family.kind == quantity.kind.rawValue)
                #expect(family.help == quantity.help)
                #expect(!family.samples.isEmpty, "\(name.text) has no series before the first request")
                #expect(quantity.kind != .counter || name.text.hasSuffix("_total"))
            }
        }
    }

    @Test func requestsAreCountedByWhatBecameOfThem() async throws {
        let service = try await ServiceHarness()
        for outcome in [GenerationRecord.Outcome.stop, .stop, .length, .cancelled, .failed] {
            answer(service.metrics, record(outcome))
        }
        answer(service.metrics, record(.stop, model: "org/tiny"))
        service.metrics.refused(APIError(.overloaded, "full"), model: "tiny", endpoint: "completions", id: "r")
        service.metrics.refused(APIError(.unknownModel, "what"), model: "x\"\n", endpoint: "completions", id: "r")
        let text = try await service.scrape()
        let name = "dazzle_requests_total"
        let counts = ["stop": 3.0, "length": 1, "cancelled": 1, "failed": 1]
        for (outcome, count) in counts {
            let labels = ["model": "tiny", "endpoint": "chat.completions", "outcome": outcome]
            #expect(text.value(name, labels) == count)
        }
        #expect(text.value(name, ["model": "tiny", "endpoint": "completions", "outcome": "refused_overloaded"]) == 1)
        #expect(text.value(name, ["model": "", "outcome": "refused_unknown_model"]) == 1)
        #expect(text.total(name) == 8)
    }

    @Test func tokensAndTimesAreMeasured() async throws {
        let service = try await ServiceHarness()
        answer(service.metrics, record(.stop))
        var queued = record(.cancelled)
        queued.scheduled = nil
        queued.firstToken = nil
        queued.lastToken = nil
        queued.completionTokens = 0
        service.metrics.began("tiny")
        service.metrics.ended(queued)
        let text = try await service.scrape()
        let model = ["model": "tiny"]
        #expect(text.value("dazzle_prompt_tokens_total", model) == 20)
        #expect(text.value("dazzle_prompt_tokens_cached_total", model) == 16)
        #expect(text.value("dazzle_generation_tokens_total", model) == 5)
        let sums: [(String, Double, Double)] = [
            ("dazzle_time_to_first_token_seconds", 1, 0.3), ("dazzle_inter_token_latency_seconds", 4, 0.4),
            ("dazzle_request_duration_seconds", 2, 1.6), ("dazzle_request_queue_seconds", 1, 0.1),
            ("dazzle_request_prefill_seconds", 1, 0.2), ("dazzle_request_decode_seconds", 1, 0.4),
            ("dazzle_request_inference_seconds", 1, 0.6), ("dazzle_request_time_per_output_token_seconds", 1, 0.1),
            ("dazzle_request_prompt_tokens", 2, 40), ("dazzle_request_generation_tokens", 2, 5),
            ("dazzle_request_max_tokens", 2, 128), ("dazzle_request_choices", 2, 2),
        ]
        for (name, count, sum) in sums {
            #expect(text.value(name + "_count", model) == count, "\(name)")
            #expect(abs((text.value(name + "_sum", model) ?? 0) - sum) < 1e-9, "\(name)")
        }
        #expect(text.value("dazzle_inter_token_latency_seconds_bucket", ["model": "tiny", "le": "0.1"]) == 4)
    }

    @Test func vLLMsNamesAndBoundsAreServed() async throws {
        let service = try await ServiceHarness(style: .vllm)
        answer(service.metrics, record(.stop))
        answer(service.metrics, record(.cancelled))
        let text = try await service.scrape()
        let model = ["model_name": "tiny", "engine": "0"]
        func with(_ name: String, _ value: String) -> [String: String] { model.merging([name: value]) { $1 } }
        #expect(text.value("vllm:request_success_total", with("finished_reason", "stop")) == 1)
        #expect(text.value("vllm:request_success_total", with("finished_reason", "abort")) == 1)
        #expect(text.value("vllm:request_success_total", with("finished_reason", "length")) == 0)
        #expect(text.value("vllm:generation_tokens_total", model) == 10)
        #expect(text.value("vllm:num_requests_running", model) == 0)
        #expect(text.value("vllm:kv_cache_usage_perc", model) == 0)
        #expect(text.value("vllm:e2e_request_latency_seconds_bucket", with("le", "0.8")) == 2)
        #expect(text.value("vllm:time_per_output_token_seconds_count", model) == 8)
        #expect(text["vllm:cache_config_info"]?.samples.first?.labels["model_name"] == "tiny")
        func bounds(_ name: String) -> [String] {
            text[name]?.samples.compactMap { $0.name.hasSuffix("_bucket") ? $0.labels["le"] : nil } ?? []
        }
        #expect(bounds("vllm:inter_token_latency_seconds").prefix(3) == ["0.01", "0.025", "0.05"])
        #expect(bounds("vllm:inter_token_latency_seconds").suffix(2) == ["80.0", "+Inf"])
        #expect(bounds("vllm:e2e_request_latency_seconds").first == "0.3")
        #expect(bounds("vllm:time_to_first_token_seconds").count == 23)
        #expect(text["dazzle_time_to_first_token_seconds"] == nil)
        #expect(text.value("dazzle_kv_blocks_used", ["model": "tiny"]) == 0)
    }

    @Test func theEnginesOwnFiguresReturnToNought() async throws {
        let model = try await LanguageModel.load(Fixtures.model("qwen2"))
        let service = try await ServiceHarness(model: model)
        var parameters = SamplingParameters()
        parameters.maxTokens = 8
        parameters.ignoreEOS = true
        _ = try await model.generate("The zebra runs over the plain and the lion", parameters)
        let text = try await service.scrape()
        let labels = ["model": "tiny"]
        #expect((text.value("dazzle_kv_blocks_total", labels) ?? 0) > 0)
        #expect((text.value("dazzle_prefix_cache_query_tokens_total", labels) ?? 0) > 0)
        for name in ["dazzle_requests_running", "dazzle_requests_waiting", "dazzle_kv_blocks_used"] {
            // The engine tells its figures after the step whose last token has been read already.
            for _ in 0..<10_000 {
                if try await service.scrape().value(name, labels) == 0 { break }
                await Task.yield()
            }
            #expect(try await service.scrape().value(name, labels) == 0)
        }
    }

    @Test func requestsInFlightAreTheLoad() async throws {
        let service = try await ServiceHarness()
        #expect(try await service.get("/load").text == #"{"server_load":0}"#)
        service.api.monitor.began("tiny")
        service.api.monitor.began("org/tiny")
        #expect(try await service.get("/load").text == #"{"server_load":2}"#)
        #expect(try await service.scrape().value("dazzle_requests_in_flight", ["model": "tiny"]) == 2)
        service.api.monitor.ended(record(.stop))
        service.api.monitor.ended(record(.failed))
        #expect(try await service.get("/load").text == #"{"server_load":0}"#)
        let status = try await service.get("/v1/queue-status").json
        #expect(status.objectValue?.keys == ["active_requests", "queued_requests"])
    }

    @Test func figuresAreExactUnderLoad() async throws {
        let service = try await ServiceHarness()
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for index in 0..<500 {
                        answer(service.metrics, record(index % 2 == 0 ? .stop : .cancelled, model: "tiny"))
                        if (index + task) % 50 == 0 { _ = service.metrics.text }
                    }
                }
            }
        }
        let text = try await service.scrape()
        #expect(service.metrics.inFlight == 0)
        #expect(text.value("dazzle_requests_total", ["outcome": "stop"]) == 2000)
        #expect(text.value("dazzle_requests_total", ["outcome": "cancelled"]) == 2000)
        #expect(text.value("dazzle_generation_tokens_total") == 20_000)
        #expect(text.value("dazzle_time_to_first_token_seconds_count") == 4000)
        #expect(text.value("dazzle_inter_token_latency_seconds_count") == 16_000)
    }

    @Test func exchangesAreCountedByRoute() async throws {
        let service = try await ServiceHarness()
        let paths = [
            ("GET", "/v1/models/a/b", 404), ("GET", "/v1/models/c", 200), ("POST", "/v1/chat/completions", 200),
            ("BREW", "/coffee", 501), ("GET", "/coffee/\u{1b}", 404), ("", "", 400), ("GET", "/", 200),
            ("GET", "/v2/models/x/ready", 200),
        ]
        for (method, path, status) in paths { service.api.monitor.exchanged(exchange(method, path, status)) }
        let text = try await service.scrape()
        let name = "dazzle_http_requests_total"
        #expect(text.value(name, ["method": "GET", "status": "404", "route": "/v1/models/{id...}"]) == 1)
        #expect(text.value(name, ["method": "GET", "status": "200", "route": "/v1/models/{id...}"]) == 1)
        #expect(text.value(name, ["method": "POST", "route": "/v1/chat/completions"]) == 1)
        #expect(text.value(name, ["method": "other", "status": "501", "route": "other"]) == 1)
        #expect(text.value(name, ["method": "GET", "status": "404", "route": "other"]) == 1)
        #expect(text.value(name, ["route": "/v2/models/{name}/ready"]) == 1)
        #expect(text.value(name, ["route": "/"]) == 1)
        #expect(text.total(name) == 8)
    }

    @Test func theProcessIsMeasured() async throws {
        let text = try await ServiceHarness().scrape()
        #expect((text.value("process_resident_memory_bytes") ?? 0) > 1_000_000)
        #expect((text.value("process_virtual_memory_bytes") ?? 0) > (text.value("process_resident_memory_bytes") ?? 0))
        #expect((text.value("process_cpu_seconds_total") ?? 0) > 0)
        #expect((text.value("process_open_fds") ?? 0) >= 3)
        #expect((text.value("process_max_fds") ?? 0) >= 64)
        let start = try #require(text.value("process_start_time_seconds"))
        let now = Double(LogTime.now.seconds)
        #expect(start <= now + 1 && start > now - 86_400)
    }

    // MARK: The log

    private func exchange(_ method: String, _ path: String, _ status: Int) -> ExchangeSummary {
        ExchangeSummary(
            method: method, path: path, peer: "127.0.0.1:5", id: "id-1", status: Status(rawValue: status), bytesSent: 7,
            duration: .microseconds(1250), outcome: .clientGone)
    }

    @Test func aRequestsLineTellsItsFigures() {
        var record = record(.length)
        record.prompt = "secret"
        record.answer = "told"
        let fields = RequestLog().fields(of: record)
        let line: JSONObject = [
            "id": "r", "model": "tiny", "endpoint": "chat.completions", "stream": true, "prompt_tokens": 20,
            "cached_tokens": 16, "completion_tokens": 5, "queue_ms": 100.0, "ttft_ms": 300.0, "total_ms": 800.0,
            "tokens_per_s": 10.0, "outcome": "length",
        ]
        #expect(JSONValue.object(fields).written() == JSONValue.object(line).written())
    }

    @Test func promptsAreLoggedOnlyWhereAskedForAndOnlyTheirBeginning() {
        var record = record(.stop)
        record.prompt = String(repeating: "ä", count: 50_000)
        record.answer = "told"
        let fields = RequestLog(logsPrompts: true).fields(of: record)
        #expect(fields["prompt"]?.stringValue?.count == RequestLog.textLimit + 1)
        #expect(fields["answer"]?.stringValue == "told")
    }

    @Test func refusalsSayWhy() {
        let error = APIError(.invalidValue, "n must be at least 1", parameter: "n")
        let fields = RequestLog().fields(of: error, model: "tiny", endpoint: "completions", id: "r")
        #expect(
            JSONValue.object(fields).written()
                == #"{"id":"r","endpoint":"completions","model":"tiny","reason":"invalid_value","parameter":"n","#
                + #""message":"n must be at least 1"}"#)
    }

    @Test func anExchangesLineTellsWhoAskedForWhat() {
        let fields = RequestLog().fields(of: exchange("GET", "/" + String(repeating: "x", count: 5000), 200))
        #expect(fields["path"]?.stringValue?.count == 301)
        var short = fields
        short["path"] = "/"
        #expect(
            JSONValue.object(short).written()
                == #"{"method":"GET","path":"/","status":200,"bytes":7,"ms":1.3,"peer":"127.0.0.1:5","id":"id-1","#
                + #""outcome":"client_gone"}"#)
    }
}
