import HTTPClient
import Support
import Synchronization
import TestSupport
import Testing

@testable import ServeBench

@Suite struct BenchmarkTests {
    private static func requests(_ count: Int) -> [BenchmarkRequest] {
        (0..<count).map { BenchmarkRequest(id: "r\($0)", prompt: "p\($0)", promptTokens: 2, outputTokens: 3) }
    }

    private static func sender(_ server: LoopbackServer, codec: TextCodec? = nil) throws -> RequestSender {
        RequestSender(try HTTPClient(), RequestSettings(url: server.url + "/v1/completions", model: "m"), codec: codec)
    }

    private static let answer = """
        data: {"choices":[{"text":"a"}]}

        data: {"choices":[{"text":"b"}]}

        data: {"choices":[],"usage":{"prompt_tokens":4,"completion_tokens":2}}

        data: [DONE]


        """

    @Test func keepsTheOrder() async throws {
        let server = try LoopbackServer.start { request, connection in
            let isOdd = (request.headers["x-request-id"]?.last?.wholeNumberValue ?? 0) % 2 == 1
            if isOdd { return connection.answer(#"{"error":{"message":"odd"}}"#, status: "400 Bad Request") }
            connection.answer(Self.answer)
        }
        let ended = Mutex(0)
        let run = await Benchmark(Traffic(), seed: 0, sender: try Self.sender(server)).run(Self.requests(6)) { _ in
            ended.withLock { $0 += 1 }
        }
        #expect(run.outcomes.map(\.isSuccess) == [true, false, true, false, true, false])
        #expect(run.errors == Array(repeating: "400 Bad Request: odd", count: 3))
        #expect(
            run.outcomes[0].outputTokens == 2 && run.outcomes[0].promptTokens == 4 && run.outcomes[1].promptTokens == 2)
        #expect(ended.withLock { $0 } == 6 && !run.isInterrupted)
    }

    @Test(arguments: [1, 3])
    func keepsTheLimit(_ limit: Int) async throws {
        let load = Mutex((now: 0, most: 0))
        let server = try LoopbackServer.start { _, connection in
            load.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.answer.utf8.count)\r\n\r\n")
            // Whoever sees the end may ask again at once, so this one counts no more.
            load.withLock { $0.now -= 1 }
            connection.send(Self.answer)
        }
        var traffic = Traffic()
        traffic.maxConcurrency = limit
        let run = await Benchmark(traffic, seed: 0, sender: try Self.sender(server)).run(Self.requests(20))
        #expect(run.completed == 20)
        #expect(server.connectionCount <= limit)
        #expect(load.withLock { $0.most } <= limit)
        #expect(run.outcomes.allSatisfy { $0.queueTime >= 0 && $0.start <= run.duration })
    }

    @Test func arrivesInTime() async throws {
        let server = try LoopbackServer.start { _, connection in connection.answer(Self.answer) }
        var traffic = Traffic()
        (traffic.rate, traffic.burstiness) = (100, .infinity)
        let run = await Benchmark(traffic, seed: 0, sender: try Self.sender(server)).run(Self.requests(5))
        for (index, outcome) in run.outcomes.enumerated() { #expect(outcome.start >= Double(index + 1) / 100) }
    }

    @Test func interruptionKeepsWhatIsDone() async throws {
        let (events, send) = AsyncStream.makeStream(of: Void.self)
        let server = try LoopbackServer.start { request, connection in
            if request.headers["x-request-id"] == "r0" { return connection.answer(Self.answer) }
            connection.waitForEnd()
        }
        var traffic = Traffic()
        traffic.maxConcurrency = 2
        let benchmark = Benchmark(traffic, seed: 0, sender: try Self.sender(server))
        let task = Task { await benchmark.run(Self.requests(5)) { _ in send.yield() } }
        for await _ in events { break }
        task.cancel()
        let run = await task.value
        #expect(run.isInterrupted && run.outcomes.count == 1 && run.completed == 1)
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\ndata: {\"choices\":[{\"text\":\"a\"}]}\n\n"])
    func brokenAnswersFail(_ answer: String) async throws {
        let server = try LoopbackServer.start { _, connection in
            connection.send(answer)
            connection.close()
        }
        let run = await Benchmark(Traffic(), seed: 0, sender: try Self.sender(server)).run(Self.requests(1))
        #expect(run.completed == 0)
        #expect(run.errors.first?.contains("broke off the connection") == true)
    }

    @Test func usesTheServersTokenizer() async throws {
        let server = try LoopbackServer.start { request, connection in
            let question = (try? JSONValue(parsing: request.body)) ?? .null
            if request.path == "/tokenize" {
                let words = question["prompt"]?.stringValue?.split(separator: " ").map(\.count) ?? []
                let special = question["add_special_tokens"] == true ? [0] : []
                let tokens = JSONValue.array((special + words).map(JSONValue.int))
                return connection.answer(JSONValue.object(["tokens": tokens]).written())
            }
            let words = question["tokens"]?.arrayValue?.map { String(repeating: "x", count: $0.intValue ?? 0) } ?? []
            connection.answer(JSONValue.object(["prompt": .string(words.joined(separator: " "))]).written())
        }
        let bench = BenchmarkServer(try HTTPClient(), baseURL: server.url, headers: [], isInsecure: false)
        let codec = try #require(try await bench.codec(model: "m"))
        #expect(try await codec.encode("a bc def", true) == [0, 1, 2, 3])
        #expect(try await codec.decode([3, 1]) == "xxx x")
    }

    @Test(arguments: [
        (#"{"data":[{"id":"a","root":"b"},{"id":"c"}]}"#, "a b"), (#"{"data":[{"id":"a"}]}"#, "a a"),
        (#"{"data":[]}"#, nil), ("nonsense", nil), (#"{"data":[{"id":5}]}"#, nil),
    ])
    func findsTheFirstModel(_ body: String, _ expected: String?) async throws {
        let server = try LoopbackServer.start { request, connection in
            connection.answer(request.path == "/v1/models" ? body : "")
        }
        let bench = BenchmarkServer(try HTTPClient(), baseURL: server.url, headers: [], isInsecure: false)
        let model = try? await bench.firstModel()
        #expect(model.map { "\($0.name) \($0.root)" } == expected)
        // Without a tokenizer there is no codec.
        #expect(try await bench.codec(model: "m") == nil)
    }
}
