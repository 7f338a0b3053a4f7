import Dazzle
import HTTPServer
import Support
import Synchronization
import TestSupport
import Testing

@testable import API

/// Figures of requests that a model really answers.
@Suite struct GenerationFiguresTests {
    private final class Sink: BodySink {
        let bytes = Mutex<[UInt8]>([])
        func write(_ more: [UInt8]) async throws { bytes.withLock { $0 += more } }
    }

    private func answer(_ service: ServiceHarness, _ path: String, _ json: String) async throws -> String {
        let response = try await service.post(path, json)
        guard case .stream(let write) = response.body else { return response.text }
        let sink = Sink()
        try await write(sink)
        return String(decoding: sink.bytes.withLock { $0 }, as: UTF8.self)
    }

    @Test(arguments: [true, false])
    func whatClientsAreToldIsWhatIsCounted(stream: Bool) async throws {
        let service = try await ServiceHarness(model: try await LanguageModel.load(Fixtures.model("qwen2")))
        for index in 0..<5 {
            let text = try await answer(
                service, "/v1/completions",
                #"{"prompt":"The zebra \#(index)","max_tokens":12,"ignore_eos":true,"stream":\#(stream)}"#)
            #expect(text.contains("length"))
        }
        let chat = try await answer(
            service, "/v1/chat/completions",
            #"{"messages":[{"role":"user","content":"Hi"}],"max_tokens":3,"ignore_eos":true,"n":2,"stream":\#(stream)}"#
        )
        #expect(chat.contains("length"))
        #expect(try await answer(service, "/v1/completions", #"{"prompt":"a","n":"x"}"#).contains("error"))
        let text = try await service.scrape()
        let labels = ["model": "tiny"]
        let name = "dazzle_requests_total"
        #expect(text.value(name, ["endpoint": "completions", "outcome": "length"]) == 5)
        #expect(text.value(name, ["endpoint": "chat.completions", "outcome": "length"]) == 1)
        #expect(text.value(name, ["endpoint": "completions", "outcome": "refused_malformed_body"]) == 1)
        #expect(text.value("dazzle_generation_tokens_total", labels) == 66)
        #expect(text.value("dazzle_request_generation_tokens_sum", labels) == 66)
        #expect((text.value("dazzle_prompt_tokens_total", labels) ?? 0) > 20)
        #expect(text.value("dazzle_time_to_first_token_seconds_count", labels) == 6)
        #expect(text.value("dazzle_request_queue_seconds_count", labels) == 6)
        #expect(text.value("dazzle_request_prefill_seconds_count", labels) == 6)
        #expect(text.value("dazzle_request_choices_sum", labels) == 7)
        for name in ["in_flight", "running", "waiting"].map({ "dazzle_requests_\($0)" }) + ["dazzle_kv_blocks_used"] {
            #expect(text.value(name, labels) == 0, "\(name)")
        }
    }
}
