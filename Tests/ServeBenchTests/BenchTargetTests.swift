import Support
import Testing

@testable import ServeBench

@Suite struct BenchTargetTests {
    private static let prompt = BenchPrompt("hi", inputTokens: 1, outputTokens: 7)

    @Test func completionsAskAsVLLMDoes() throws {
        let target = BenchTarget(backend: .openai, endpoint: "/v1/completions", model: "m")
        let expected = try JSONValue(
            parsing: """
                {"model": "m", "prompt": "hi", "repetition_penalty": 1.0, "max_tokens": 7, "logprobs": null,
                 "stream": true, "stream_options": {"include_usage": true}}
                """)
        #expect(JSONValue.object(target.body(for: Self.prompt)) == expected)
    }

    @Test func chatsAskAsVLLMDoes() throws {
        let target = BenchTarget(
            backend: .openaiChat, endpoint: "/v1/chat/completions", model: "m", ignoresEnd: true,
            extraBody: ["temperature": 0.5, "stream": false])
        let expected = try JSONValue(
            parsing: """
                {"model": "m", "messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}],
                 "max_completion_tokens": 7, "stream": false, "stream_options": {"include_usage": true},
                 "ignore_eos": true, "temperature": 0.5}
                """)
        #expect(JSONValue.object(target.body(for: Self.prompt)) == expected)
    }
}

@Suite struct LoadRunTests {
    /// Counts who is inside.
    private actor Room {
        var inside = 0
        var most = 0
        func enter() {
            inside += 1
            most = max(most, inside)
        }
        func leave() { inside -= 1 }
    }

    @Test(arguments: [1, 3])
    func keepsToTheLimit(_ limit: Int) async {
        let room = Room()
        let run = LoadRun(turns: Array(repeating: .now, count: 20), maxConcurrency: limit)
        var started: [Int] = []
        let result = await run.run(started: { started.append($0) }) { index, record in
            await room.enter()
            for _ in 0..<5 { await Task.yield() }
            await room.leave()
            var record = record
            record.outcome = .success
            record.inputTokens = index
            return record
        }
        #expect(await room.most <= limit)
        #expect(started == Array(0..<20))
        #expect(result.records.map(\.inputTokens) == Array(0..<20))
        #expect(
            zip(result.records, result.records.dropFirst()).allSatisfy { limit > 1 || $0.startTime <= $1.startTime })
    }

    @Test func endsEarlyWhenCancelled() async {
        let run = LoadRun(turns: [.now, .init(delay: 1e6, rate: 1)], maxConcurrency: nil)
        let (sent, feed) = AsyncStream.makeStream(of: Int.self)
        let task = Task {
            await run.run { index, record in
                feed.yield(index)
                var record = record
                record.outcome = .success
                return record
            }
        }
        for await _ in sent { break }
        task.cancel()
        #expect(await task.value.records.map(\.outcome) == [.success, .cancelled])
    }
}
