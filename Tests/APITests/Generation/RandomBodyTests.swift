@testable import API
import Dazzle
import HTTPServer
import Support
import TestSupport
import Testing

@Suite("No body stops the server", .serialized)
struct RandomBodyTests {
    private static let model = Task {
        try await LanguageModel.load(Fixtures.model("qwen2"), options: GenerationServer.loadOptions)
    }

    private static let names =
        SamplingField.all.map(\.name) + [
            "model", "messages", "prompt", "stream", "stream_options", "echo", "max_tokens", "max_completion_tokens",
            "logprobs", "top_logprobs", "best_of", "use_beam_search", "length_penalty", "early_stopping", "do_sample",
            "truncate_prompt_tokens", "bad_words", "tools", "tool_choice", "chat_template_kwargs", "documents",
            "continue_final_message", "add_generation_prompt", "add_special_tokens", "response_format", "cache_salt",
            "return_token_ids", "reasoning_effort", "priority", "request_id",
        ]

    private static let scalars: [JSONValue] = [
        .null, true, false, 0, 1, 2, -1, 3, .int(.max), .int(.min), .int(1 << 31), .int(1 << 32), 0.5, 1e-300, 1e300,
        .double(.nan), .double(.infinity), .bigInteger("-123456789012345678901234567890"), "", "a", "auto", "1", "true",
        "\u{0}", "🦓", "tiny", "never", .string(String(repeating: "x", count: 5000)),
    ]

    private static func value(_ random: inout SeededGenerator, depth: Int = 0) -> JSONValue {
        switch Int.random(in: 0..<10, using: &random) {
        case 0 where depth < 3:
            return .array((0..<Int.random(in: 0..<4, using: &random)).map { _ in value(&random, depth: depth + 1) })
        case 1 where depth < 3:
            let keys = ["role", "content", "type", "text", "function", "name", "1", "include_usage", "tool_calls"]
            return .object(
                JSONObject(
                    keys.shuffled(using: &random).prefix(3).map { ($0, value(&random, depth: depth + 1)) }))
        default: return scalars[Int.random(in: scalars.indices, using: &random)]
        }
    }

    @Test("Each is taken in or refused by name, and the server answers the next", arguments: StreamingTests.paths)
    func random(path: String) async throws {
        let server = try await GenerationServer(Self.model)
        let planner = Planner(catalog: server.catalog, limits: APIOptions())
        var random = SeededGenerator(seed: UInt64(path.utf8.count))
        var taken = 0
        for _ in 0..<1500 {
            let base = path.contains("chat") ? GenerationServer.chat() : GenerationServer.completion()
            var body = try #require(base.objectValue)
            for _ in 0..<Int.random(in: 1..<4, using: &random) {
                body[Self.names[Int.random(in: Self.names.indices, using: &random)]] = Self.value(&random)
            }
            let request = server.request(path, .object(body))
            let endpoint = path.contains("chat") ? Endpoint.chat : .completions
            do {
                _ = try planner.plan(planner.draft(request, endpoint)).start()
                taken += 1
            } catch {
                let reason = APIError((error as? Refusal)?.error ?? error)
                #expect(reason.kind != .internalFailure, "\(JSONValue.object(body).written().prefix(500))")
                #expect(!reason.message.isEmpty)
            }
        }
        #expect((50..<1400).contains(taken))
        let answer = try await server.post(
            path, path.contains("chat") ? GenerationServer.chat() : GenerationServer.completion())
        #expect(answer["usage"]?["completion_tokens"] == 12 || answer["choices"]?[0]?["finish_reason"] == "stop")
        try await Idle.wait(server.model)
    }
}
