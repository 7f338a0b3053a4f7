@testable import API
import Dazzle
import HTTPServer
import Support
import Synchronization
import TestSupport
import Testing

@Suite("However a request ends, nothing of it stays and the monitor knows", .serialized)
struct LifetimeTests {
    /// A model of its own, so that its figures are of these tests alone.
    private static let model = Task {
        try await LanguageModel.load(Fixtures.model("qwen2"), options: GenerationServer.loadOptions)
    }

    private static func long(_ stream: Bool, prompt: JSONValue = "The committee") -> JSONValue {
        GenerationServer.completion(
            ["max_tokens": 1900, "ignore_eos": true, "stream": .bool(stream), "n": 2], prompt: prompt)
    }

    private static func expectOneEnd(
        _ server: GenerationServer, _ outcome: GenerationRecord.Outcome,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let state = server.monitor.state
        #expect(state.began == 1 && state.refused.isEmpty, sourceLocation: sourceLocation)
        #expect(state.ended.map(\.outcome) == [outcome], sourceLocation: sourceLocation)
    }

    private static let prompts: [JSONValue] = ["The committee", ["The committee", "ñ ü"]]

    @Test("The client leaves after some events", arguments: [0, 1, 5], prompts)
    func clientGone(writes: Int, prompt: JSONValue) async throws {
        let server = try await GenerationServer(Self.model)
        do {
            let body = Self.long(true, prompt: prompt)
            let response = try await server.response(to: server.request("/v1/completions", body))
            guard case .stream(let write) = response.body else { throw CancellationError() }
            await #expect(throws: ClientGone.self) { try await write(RecordingSink(limit: writes)) }
        }
        Self.expectOneEnd(server, .cancelled)
        try await Idle.wait(server.model)
    }

    @Test("Nobody ever reads the stream", arguments: prompts)
    func unread(prompt: JSONValue) async throws {
        let server = try await GenerationServer(Self.model)
        _ = try await server.response(to: server.request("/v1/completions", Self.long(true, prompt: prompt)))
        Self.expectOneEnd(server, .cancelled)
        try await Idle.wait(server.model)
    }

    @Test("The task is cancelled", arguments: [true, false], prompts)
    func cancelled(stream: Bool, prompt: JSONValue) async throws {
        let server = try await GenerationServer(Self.model)
        let sink = RecordingSink()
        let task = Task {
            let response = try await server.response(
                to: server.request("/v1/completions", Self.long(stream, prompt: prompt)))
            if case .stream(let write) = response.body { try await write(sink) }
        }
        while server.monitor.state.gaps.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        Self.expectOneEnd(server, .cancelled)
        try await Idle.wait(server.model)
    }

    @Test("The task is cancelled before anything came of it")
    func cancelledEarly() async throws {
        let server = try await GenerationServer(Self.model)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await server.response(to: server.request("/v1/completions", Self.long(false)))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        let state = server.monitor.state
        #expect(state.began == state.ended.count && state.refused.isEmpty)
        try await Idle.wait(server.model)
    }

    @Test("The answer is complete: every figure is told", arguments: [true, false])
    func complete(stream: Bool) async throws {
        let server = try await GenerationServer(Self.model) { $0.logsPrompts = true }
        let body = GenerationServer.completion(
            ["n": 2, "ignore_eos": true, "max_tokens": 12, "cache_salt": .string("\(stream)")])
        let text: String?
        if stream {
            text = StreamingTests.said(try await server.events("/v1/completions", body))[0]?.text
        } else {
            text = try await server.post("/v1/completions", body)["choices"]?[0]?["text"]?.stringValue
        }
        Self.expectOneEnd(server, .length)
        let state = server.monitor.state
        let record = try #require(state.ended.first)
        #expect(record.id == "01234567-89ab-cdef-0123-456789abcdef" && record.model == "tiny")
        #expect(record.endpoint == "completions" && record.isStream == stream && record.choices == 2)
        #expect(record.maxTokens == 12 && record.promptTokens == 4 && record.completionTokens == 24)
        let scheduled = try #require(record.scheduled)
        let first = try #require(record.firstToken)
        let last = try #require(record.lastToken)
        #expect(record.arrival <= scheduled && scheduled <= first && first <= last && last <= record.end)
        #expect(record.prompt == "The committee" && record.answer == "\(text ?? "")\n\(text ?? "")")
        #expect(state.gaps.reduce(0) { $0 + $1.count } == 24)
        #expect(state.gaps.filter(\.isFirst).count == 1 && state.gaps.first?.isFirst == true)
        try await Idle.wait(server.model)
    }

    @Test("An answer that stops by itself is told apart, and nothing of it is kept unless the operator wants it")
    func stopped() async throws {
        let server = try await GenerationServer(Self.model)
        _ = try await server.post("/v1/chat/completions", GenerationServer.chat(["stop": "unit"]))
        Self.expectOneEnd(server, .stop)
        let record = try #require(server.monitor.state.ended.first)
        #expect(record.endpoint == "chat.completions" && record.prompt == nil && record.answer == nil)
    }

    /// Says something, then fails.
    private struct FailingSource: AnswerSource {
        let progress: [AnswerFeed.Progress]
        var usage: Usage { progress[0].usage }

        mutating func next() async throws -> [AnswerFeed.Piece]? { throw DazzleError(.engineFailed, "the model broke") }
    }

    @Test(
        "A stream that breaks tells why, in the dialect's words",
        arguments: [
            (
                Dialect.openAI,
                [
                    #"data: {"error":{"message":"the model broke","type":"InternalServerError","param":null,"code":500}}"#,
                    "data: [DONE]", "",
                ]
            ),
            (.modelServer, [#"data: {"error":"the model broke"}"#, ""]),
        ])
    func broken(dialect: Dialect, end: [String]) async throws {
        let server = try await GenerationServer(Self.model)
        let planner = Planner(catalog: server.catalog, limits: APIOptions())
        let request = server.request(
            dialect == .openAI ? "/v1/completions" : "/v3/completions", Self.long(true))
        var plan = try planner.plan(planner.draft(request, .completions))
        var feed = try plan.start()
        plan.record.choices = plan.choiceCount
        let first = try #require(try await feed.next())
        let answer = StreamedAnswer(
            first: first, feed: FailingSource(progress: feed.progress),
            writer: EventWriter(plan, StreamOptions(), dialect),
            watch: GenerationWatch(plan.record, server.monitor, logsAnswers: false), choicesPerPrompt: 2)
        let sink = RecordingSink()
        try await answer.send(to: sink)
        #expect(sink.writes.count == 2)
        #expect(sink.writes.last?.split(separator: "\n\n", omittingEmptySubsequences: false).map(String.init) == end)
        Self.expectOneEnd(server, .failed)
    }
}
