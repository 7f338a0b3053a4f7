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

    @Test func showsPicturesAfterTheText() throws {
        var prompt = Self.prompt
        prompt.media = [BenchMedia(isClip: false, url: "data:a"), BenchMedia(isClip: true, url: "data:b")]
        let body = BenchTarget(backend: .openaiChat, endpoint: "/v1/chat/completions", model: "m").body(for: prompt)
        let expected = try JSONValue(
            parsing: """
                [{"type": "text", "text": "hi"}, {"type": "image_url", "image_url": {"url": "data:a"}},
                 {"type": "video_url", "video_url": {"url": "data:b"}}]
                """)
        #expect(body["messages"]?[0]?["content"] == expected)
    }
}

@Suite struct RandomMediaTests {
    private static func media(_ change: (inout RandomMedia) -> Void) throws -> [BenchMedia] {
        var media = RandomMedia()
        media.buckets = [.init(height: 16, width: 24, share: 0.5), .init(height: 8, width: 8, frames: 3, share: 0.5)]
        change(&media)
        var source = RandomSource(seed: 5)
        return try media.draw(using: &source)
    }

    @Test func keepsToTheLimitOfEachKind() throws {
        let drawn = try Self.media { ($0.itemsPerRequest, $0.mostImages, $0.mostVideos) = (9, 4, 2) }
        #expect(drawn.count { !$0.isClip } == 4)
        #expect(drawn.filter(\.isClip).count == 2)
        #expect(drawn.filter(\.isClip).allSatisfy { $0.url.count { $0 == "," } == 3 })
    }

    @Test func isTheSameForASeed() throws {
        let first = try Self.media { $0.itemsPerRequest = 3 }
        let second = try Self.media { $0.itemsPerRequest = 3 }
        #expect(first == second)
    }

    /// Sizes without a share never come.
    @Test func drawsWhatHasAShare() throws {
        let drawn = try Self.media { media in
            (media.itemsPerRequest, media.mostVideos) = (5, 5)
            media.buckets[1].share = 0
        }
        #expect(drawn.count == 5)
        #expect(drawn.filter(\.isClip).isEmpty)
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
