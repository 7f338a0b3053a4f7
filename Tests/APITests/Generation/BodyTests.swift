@testable import API
import HTTPServer
import Support
import Testing

@Suite("Whole answers have the bodies that clients of vLLM and OVMS know")
struct BodyTests {
    /// The one part that changes from call to call.
    private static func text(_ body: JSONValue) throws -> String {
        var object = try #require(body.objectValue)
        let created = try #require(object["created"]?.intValue)
        #expect(created > 1_700_000_000)
        object["created"] = 1
        return JSONValue.object(object).written()
    }

    private static let id = "0123456789abcdef0123456789abcdef"

    @Test("/v1/chat/completions")
    func openAIChat() async throws {
        let server = try await GenerationServer()
        let body = try await server.post("/v1/chat/completions", GenerationServer.chat(["max_tokens": 2]))
        let cached = body["usage"]?["prompt_tokens_details"]?["cached_tokens"]?.intValue ?? -1
        #expect(
            try Self.text(body) == """
                {"id":"chatcmpl-\(Self.id)","object":"chat.completion","created":1,"model":"tiny","choices":[{"index":0,\
                "message":{"role":"assistant","content":"unit by","refusal":null,"annotations":null,"audio":null,\
                "function_call":null,"tool_calls":[],"reasoning_content":null,"reasoning":null},"logprobs":null,\
                "finish_reason":"length","stop_reason":null,"token_ids":null}],"service_tier":null,\
                "system_fingerprint":null,"usage":{"prompt_tokens":35,"total_tokens":37,"completion_tokens":2,\
                "prompt_tokens_details":{"cached_tokens":\(cached)}},"prompt_logprobs":null,"prompt_token_ids":null,\
                "kv_transfer_params":null}
                """)
    }

    @Test("/v3/chat/completions and below /v3/v1", arguments: ["/v3", "/v3/v1"])
    func modelServerChat(version: String) async throws {
        let server = try await GenerationServer()
        let body = try await server.post(
            "\(version)/chat/completions", GenerationServer.chat(["max_tokens": 2, "model": "alias"]))
        let cached = body["usage"]?["prompt_tokens_details"]?["cached_tokens"]?.intValue ?? -1
        #expect(
            try Self.text(body) == """
                {"choices":[{"finish_reason":"length","index":0,"logprobs":null,"message":{"content":"unit by",\
                "role":"assistant","tool_calls":[]}}],"created":1,"model":"alias","object":"chat.completion",\
                "usage":{"prompt_tokens":35,"completion_tokens":2,"total_tokens":37,\
                "prompt_tokens_details":{"cached_tokens":\(cached)}},"id":"chatcmpl-\(Self.id)"}
                """)
    }

    @Test("/v1/completions")
    func openAICompletion() async throws {
        let server = try await GenerationServer()
        let body = try await server.post("/v1/completions", GenerationServer.completion(["max_tokens": 2]))
        #expect(
            try Self.text(body) == """
                {"id":"cmpl-\(Self.id)","object":"text_completion","created":1,"model":"tiny","choices":[{"index":0,\
                "text":"ç le","logprobs":null,"finish_reason":"length","stop_reason":null,"token_ids":null,\
                "prompt_logprobs":null,"prompt_token_ids":null}],"service_tier":null,"system_fingerprint":null,\
                "usage":{"prompt_tokens":4,"total_tokens":6,"completion_tokens":2,\
                "prompt_tokens_details":{"cached_tokens":0}},"kv_transfer_params":null}
                """)
    }

    @Test("/v3/completions")
    func modelServerCompletion() async throws {
        let server = try await GenerationServer()
        let body = try await server.post("/v3/completions", GenerationServer.completion(["max_tokens": 2]))
        #expect(
            try Self.text(body) == """
                {"choices":[{"finish_reason":"length","index":0,"logprobs":null,"text":"ç le"}],"created":1,\
                "model":"tiny","object":"text_completion","usage":{"prompt_tokens":4,"completion_tokens":2,\
                "total_tokens":6,"prompt_tokens_details":{"cached_tokens":0}},"id":"cmpl-\(Self.id)"}
                """)
    }

    @Test(
        "An answer is named after the request",
        arguments: [
            (nil, "req-1", nil, "chatcmpl-req-1"), (nil, "req-1", "own", "chatcmpl-own"),
            ("req-1", "req-1", "own", "chatcmpl-req-1"), ("", "req-1", "own", "chatcmpl-own"),
            (nil, "01234567-89AB-cdef-0123-456789abcdef", nil, "chatcmpl-0123456789ABcdef0123456789abcdef"),
        ] as [(String?, String, String?, String)])
    func names(header: String?, id: String, field: String?, expected: String) {
        var request = Request(.post, "/", id: id)
        request.headers["X-Request-Id"] = header
        #expect(Endpoint.chat.answerID(request, field) == expected)
        #expect(Endpoint.completions.answerID(request, field) == expected.replacing("chatcmpl-", with: "cmpl-"))
    }

    // MARK: Events

    /// A stream's text with the changing parts taken out.
    private static func stream(_ path: String, _ body: JSONValue) async throws -> [String] {
        let server = try await GenerationServer()
        return try await server.events(path, body).map { event in
            var object = try #require(event.objectValue)
            object["created"] = 1
            if object["usage"]?["prompt_tokens_details"] != nil {
                var usage = try #require(object["usage"]?.objectValue)
                usage["prompt_tokens_details"] = .null
                object["usage"] = .object(usage)
            }
            return JSONValue.object(object).written()
        }
    }

    /// Ends with the first token, so that the pieces are the same each time.
    private static let short: JSONObject = ["max_tokens": 1]

    @Test("The stream of /v1/chat/completions")
    func openAIChatStream() async throws {
        let head = #"{"id":"chatcmpl-\#(Self.id)","object":"chat.completion.chunk","created":1,"model":"tiny","#
        let role = #""choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"#
        let rest = #""choices":[{"index":0,"delta":{"content":"unit"},"logprobs":null,"finish_reason":"length","#
        let nothing = #""prompt_tokens_details":null"#
        var body = Self.short
        #expect(
            try await Self.stream("/v1/chat/completions", GenerationServer.chat(body)) == [
                head + role + #""finish_reason":null}],"prompt_token_ids":null}"#,
                head + rest + #""stop_reason":null,"token_ids":null}]}"#,
            ])
        body["stream_options"] = ["include_usage": true, "continuous_usage_stats": true]
        #expect(
            try await Self.stream("/v1/chat/completions", GenerationServer.chat(body)) == [
                head + role
                    + #""finish_reason":null}],"usage":{"prompt_tokens":35,"total_tokens":35,"completion_tokens":0,"#
                    + nothing + #"},"prompt_token_ids":null}"#,
                head + rest
                    + #""stop_reason":null,"token_ids":null}],"usage":{"prompt_tokens":35,"total_tokens":36,"#
                    + #""completion_tokens":1,"# + nothing + "}}",
                head + #""choices":[],"usage":{"prompt_tokens":35,"total_tokens":36,"completion_tokens":1,"# + nothing
                    + "}}",
            ])
    }

    @Test("The stream of /v3/chat/completions")
    func modelServerChatStream() async throws {
        let head = #""created":1,"model":"tiny","object":"chat.completion.chunk","#
        let id = #""id":"chatcmpl-\#(Self.id)"}"#
        var body = Self.short
        body["stream_options"] = ["include_usage": true]
        #expect(
            try await Self.stream("/v3/chat/completions", GenerationServer.chat(body)) == [
                #"{"choices":[{"index":0,"delta":{"role":"assistant","content":null},"finish_reason":null}],"# + head
                    + id,
                #"{"choices":[{"index":0,"logprobs":null,"delta":{"content":"unit"},"finish_reason":"length"}],"# + head
                    + #""usage":null,"# + id,
                #"{"choices":[],"# + head
                    + #""usage":{"prompt_tokens":35,"completion_tokens":1,"total_tokens":36,"prompt_tokens_details":null},"#
                    + id,
            ])
    }

    @Test("The streams of completions")
    func completionStreams() async throws {
        let body = GenerationServer.completion(Self.short)
        #expect(
            try await Self.stream("/v1/completions", body) == [
                #"{"id":"cmpl-\#(Self.id)","object":"text_completion","created":1,"model":"tiny","choices":[{"index":0,"#
                    + #""text":"ç","logprobs":null,"finish_reason":"length","stop_reason":null}]}"#
            ])
        let tail = #""created":1,"model":"tiny","object":"text_completion.chunk","id":"cmpl-\#(Self.id)"}"#
        #expect(
            try await Self.stream("/v3/completions", body) == [
                #"{"choices":[{"index":0,"text":"","finish_reason":null}],"# + tail,
                #"{"choices":[{"index":0,"logprobs":null,"text":"ç","finish_reason":"length"}],"# + tail,
            ])
    }

    @Test("The first token's event comes in one write with what goes before it, the last with the end")
    func writes() async throws {
        let server = try await GenerationServer()
        var body = try #require(GenerationServer.chat().objectValue)
        body["stream"] = true
        let response = try await server.response(to: server.request("/v1/chat/completions", .object(body)))
        guard case .stream(let write) = response.body else { throw CancellationError() }
        let sink = RecordingSink()
        try await write(sink)
        let writes = sink.writes
        #expect(writes.first?.contains("\"role\"") == true && writes.first?.contains("\"delta\":{\"content\"") == true)
        #expect(writes.last?.contains("\"finish_reason\":\"length\"") == true)
        #expect(writes.last?.hasSuffix("data: [DONE]\n\n") == true)
    }
}
