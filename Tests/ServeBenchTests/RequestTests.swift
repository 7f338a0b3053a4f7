import HTTPClient
import Support
import Testing

@testable import ServeBench

@Suite struct RequestTests {
    private static let request = BenchmarkRequest(id: "id-3", prompt: "Hi", promptTokens: 1, outputTokens: 5)

    @Test func completionsBody() {
        var settings = RequestSettings(url: "http://h/v1/completions", model: "m")
        settings.ignoresEndOfText = true
        settings.extraBody = ["temperature": 0, "stream": true, "x": [1]]
        #expect(
            JSONValue.object(settings.body(Self.request)).written()
                == #"{"model":"m","prompt":"Hi","repetition_penalty":1.0,"max_tokens":5,"logprobs":null,"stream":true,"#
                + #""stream_options":{"include_usage":true},"ignore_eos":true,"temperature":0,"x":[1]}"#)
    }

    @Test func chatBody() {
        var settings = RequestSettings(url: "http://h/v1/chat/completions", model: "m")
        settings.backend = .openaiChat
        settings.logprobs = 2
        var request = Self.request
        request.model = "adapter"
        #expect(
            JSONValue.object(settings.body(request)).written()
                == #"{"model":"adapter","messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],"#
                + #""max_completion_tokens":5,"logprobs":true,"top_logprobs":2,"stream":true,"#
                + #""stream_options":{"include_usage":true}}"#)
    }

    @Test func headersAreThereOnce() {
        var settings = RequestSettings(url: "http://h/", model: "m")
        settings.headers = [.init("content-type", "x/y"), .init("X-Request-Id", "no"), .init("A", "b")]
        let headers = settings.httpRequest(Self.request).headers
        #expect(headers == [.init("content-type", "x/y"), .init("A", "b"), .init("x-request-id", "id-3")])
    }

    private static func measure(_ events: [(String, Int)], count: Int? = nil) async throws -> RequestOutcome {
        let start = ContinuousClock.now
        var measurement = StreamMeasurement(start: start, promptTokens: 3)
        for (data, milliseconds) in events {
            try measurement.take(ServerSentEvent(data: Array(data.utf8)), at: start + .milliseconds(milliseconds))
        }
        return await measurement.finish { _ in count }
    }

    @Test func takesTheTimes() async throws {
        let outcome = try await Self.measure([
            (#"{"choices":[{"text":"a"}]}"#, 100), (#"{"choices":[{"text":" b"}]}"#, 150),
            (#"{"choices":[{"text":"","finish_reason":"length"}]}"#, 170),
            (#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":7}}"#, 500), ("[DONE]", 600), ("", 700),
        ])
        #expect(outcome.isSuccess && outcome.text == "a b")
        #expect(abs(outcome.timeToFirst - 0.1) < 1e-9 && abs(outcome.latency - 0.17) < 1e-9)
        #expect(outcome.gaps.count == 2 && abs(outcome.gaps[0] - 0.05) < 1e-9 && abs(outcome.gaps[1] - 0.02) < 1e-9)
        #expect(outcome.promptTokens == 9 && outcome.outputTokens == 7)
    }

    @Test func theRoleOfAChatCounts() async throws {
        let outcome = try await Self.measure([
            (#"{"choices":[{"delta":{"role":"assistant","content":""}}],"usage":null}"#, 10),
            (#"{"choices":[{"delta":{"content":"a"}}]}"#, 30),
        ])
        #expect(outcome.gaps.count == 1 && abs(outcome.timeToFirst - 0.01) < 1e-9 && outcome.text == "a")
    }

    @Test(arguments: [(nil, 2), (5, 5)] as [(Int?, Int)])
    func countsWhereTheServerDoesNot(_ counted: Int?, _ expected: Int) async throws {
        let outcome = try await Self.measure(
            [(#"{"choices":[{"text":"a"}]}"#, 1), (#"{"choices":[{"text":"b"}]}"#, 2)], count: counted)
        #expect(outcome.outputTokens == expected && outcome.promptTokens == 3)
    }

    @Test func withoutATokenItFails() async throws {
        let outcome = try await Self.measure([(#"{"choices":[],"usage":{"completion_tokens":0}}"#, 1), ("[DONE]", 2)])
        #expect(!outcome.isSuccess && outcome.error == "the answer ended without a single token")
    }

    @Test(arguments: [
        ("nonsense", "the server sent an event that is not JSON: nonsense"),
        (#"{"error":{"message":"too long","code":400}}"#, "the server broke the answer off: too long"),
        (#"{"error":"gone"}"#, "the server broke the answer off: gone"),
        (String(repeating: "[", count: 100_000), "the server sent an event that is not JSON: [["),
    ])
    func failsInTheMiddle(_ data: String, _ beginning: String) async {
        await #expect {
            _ = try await Self.measure([(#"{"choices":[{"text":"a"}]}"#, 1), (data, 2)])
        } throws: {
            "\($0)".hasPrefix(beginning)
        }
    }

    @Test(arguments: [
        (#"{"error":{"message":"no model 'x'"}}"#, "404 Not Found: no model 'x'"),
        (#"{"error":"no"}"#, "404 Not Found: no"), (#"{"detail":"why"}"#, "404 Not Found: why"),
        (#"{"a":1}"#, #"404 Not Found: {"a":1}"#), ("plain\ntext", "404 Not Found: plain text"), ("", "404 Not Found"),
    ])
    func repeatsWhatTheServerSays(_ body: String, _ expected: String) {
        let head = HTTPResponseHead(status: 404, reason: "Not Found", headers: [])
        #expect(ServerComplaint.sentence(head, Array(body.utf8)) == expected)
    }
}
