@testable import API
import Dazzle
import HTTPServer
import Support
import Synchronization
import TestSupport
import Testing

/// The generation routes over a tiny model, without a network.
struct GenerationServer {
    static let loadOptions: LoadOptions = {
        var options = LoadOptions()
        options.properties = ["INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": "1"]
        options.maxSequences = 16
        return options
    }()

    /// Loaded once for all tests.
    static let qwen2 = Task { try await LanguageModel.load(Fixtures.model("qwen2"), options: loadOptions) }
    /// Its template knows tools, and it is used by nothing that looks at the engine's figures.
    static let qwen3 = Task { try await LanguageModel.load(Fixtures.model("qwen3"), options: loadOptions) }

    /// What the documents of the servers it stands in for call their models.
    static let publishedNames = [
        "OpenVINO/Qwen3-8B-int4-cw-ov", "microsoft/Phi-3.5-vision-instruct", "Qwen/Qwen2.5-VL-7B-Instruct",
    ]

    let model: LanguageModel
    let monitor = RecordingMonitor()
    let catalog = ModelCatalog()
    private let routes: [Route]
    // Kept so that its threads live.
    private let pool: WorkPool

    init(
        _ model: Task<LanguageModel, any Error> = qwen2, _ change: (inout APIOptions) -> Void = { _ in }
    ) async throws {
        self.model = try await model.value
        var options = APIOptions()
        change(&options)
        catalog.add(
            ModelCatalog.Entry(
                names: ["tiny", "alias"] + Self.publishedNames, root: "x", created: 1, state: .available(self.model)))
        pool = try WorkPool(name: "tests", threads: 2, limit: 100)
        routes = GenerationRoutes(catalog: catalog, options: options, monitor: monitor, pool: pool).routes
    }

    // MARK: Requests

    func request(_ path: String, _ body: JSONValue) -> Request {
        request(path, raw: body.written(), id: "01234567-89ab-cdef-0123-456789abcdef")
    }

    func request(_ path: String, raw: String, type: String? = "application/json", id: String = "req-1") -> Request {
        var request = Request(.post, path, body: Array(raw.utf8), id: id)
        request.headers["Content-Type"] = type
        return request
    }

    /// Errors become answers as they do in the server.
    func response(to request: Request) async throws -> Response {
        let route = try #require(routes.first { $0.method == request.method && $0.pattern == request.path })
        do {
            return try await route.handler(request)
        } catch let error as APIError {
            return Dialect(path: request.path).response(to: error)
        }
    }

    func post(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        let response = try await response(to: request(path, body))
        guard case .bytes(let bytes) = response.body else {
            Issue.record("a stream where one body was expected")
            return .null
        }
        return try JSONValue(parsing: bytes)
    }

    /// The message and the status of a refusal.
    func refusal(_ path: String, _ body: JSONValue) async throws -> (status: Status, body: JSONValue, message: String) {
        let response = try await response(to: request(path, body))
        guard case .bytes(let bytes) = response.body else {
            Issue.record("a stream where a refusal was expected: \(body.written())")
            return (response.status, .null, "")
        }
        let answer = try JSONValue(parsing: bytes)
        let message = answer["error"]?["message"]?.stringValue ?? answer["error"]?.stringValue ?? ""
        return (response.status, answer, message)
    }

    /// The events of a stream; the last, `[DONE]`, is checked and left out.
    func events(_ path: String, _ body: JSONValue) async throws -> [JSONValue] {
        var body = try #require(body.objectValue)
        body["stream"] = true
        let sink = RecordingSink()
        let response = try await response(to: request(path, .object(body)))
        guard case .stream(let write) = response.body else {
            Issue.record("no stream: \(response.body)")
            return []
        }
        #expect(response.headers["Content-Type"] == "text/event-stream; charset=utf-8")
        try await write(sink)
        return try Self.events(in: sink.text)
    }

    static func events(in text: String) throws -> [JSONValue] {
        var lines = text.split(separator: "\n\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.popLast() == "", "the stream ends with an empty line")
        #expect(lines.popLast() == "data: [DONE]")
        return try lines.map { line in
            #expect(line.hasPrefix("data: "))
            return try JSONValue(parsing: String(line.dropFirst(6)))
        }
    }

    // MARK: Bodies

    /// Greedy, so that answers are the same each time.
    static let greedy: JSONObject = ["temperature": 0, "repetition_penalty": 1, "top_p": 1, "top_k": 0]

    static func chat(_ more: JSONObject = [:], text: String = "The committee") -> JSONValue {
        body(["model": "tiny", "messages": [["role": "user", "content": .string(text)]], "max_tokens": 12], more)
    }

    static func completion(_ more: JSONObject = [:], prompt: JSONValue = "The committee") -> JSONValue {
        body(["model": "tiny", "prompt": prompt, "max_tokens": 12], more)
    }

    private static func body(_ fields: JSONObject, _ more: JSONObject) -> JSONValue {
        var body = fields
        for (key, value) in greedy { body[key] = value }
        for (key, value) in more { body[key] = value }
        return .object(body)
    }
}

/// Keeps what is written to it.
final class RecordingSink: BodySink {
    private let state = Mutex<[[UInt8]]>([])
    /// After so many writes the client is gone.
    private let limit: Int

    init(limit: Int = .max) { self.limit = limit }

    func write(_ bytes: [UInt8]) async throws {
        try state.withLock { writes in
            guard writes.count < limit else { throw ClientGone() }
            writes.append(bytes)
        }
    }

    var writes: [String] { state.withLock { $0.map { String(decoding: $0, as: UTF8.self) } } }
    var text: String { writes.joined() }
}

/// Keeps what it is told.
final class RecordingMonitor: ServingMonitor {
    struct State: Sendable {
        var began = 0
        var gaps: [(count: Int, isFirst: Bool)] = []
        var ended: [GenerationRecord] = []
        var refused: [(error: APIError, model: String?)] = []
    }

    private let content = Mutex(State())
    var state: State { content.withLock { $0 } }

    func began(_ model: String) { content.withLock { $0.began += 1 } }
    func tokens(_ count: Int, after gap: Duration, isFirst: Bool, _ model: String) {
        content.withLock { $0.gaps.append((count, isFirst)) }
    }
    func ended(_ record: GenerationRecord) { content.withLock { $0.ended.append(record) } }
    func refused(_ error: APIError, model: String?, endpoint: String, id: String) {
        content.withLock { $0.refused.append((error, model)) }
    }
}
