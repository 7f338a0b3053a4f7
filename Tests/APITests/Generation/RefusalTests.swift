@testable import API
import Dazzle
import HTTPServer
import Support
import TestSupport
import Testing

@Suite("Requests that cannot be served are refused in words that help")
struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let fields: JSONObject
        let parameter: String
        let words: String
        var testDescription: String { JSONValue.object(fields).written() }

        init(_ fields: JSONObject, _ parameter: String, _ words: String) {
            self.fields = fields
            self.parameter = parameter
            self.words = words
        }
    }

    private static let context = 2048

    /// Found by the engine's own check, or with the prompt's length known.
    private static let cases: [Case] = [
        Case(["temperature": -0.1], "temperature", "at least 0"),
        Case(["temperature": .double(.nan)], "temperature", ""),
        Case(["top_p": 0], "top_p", "(0, 1]"), Case(["top_p": 1.5], "top_p", "(0, 1]"),
        Case(["top_k": -2], "top_k", "must be 0 (disable), or at least 1"), Case(["min_p": 2], "min_p", "[0, 1]"),
        Case(["repetition_penalty": 0], "repetition_penalty", "greater than zero"),
        Case(["presence_penalty": 3], "presence_penalty", "[-2, 2]"),
        Case(["frequency_penalty": -3], "frequency_penalty", "[-2, 2]"), Case(["n": 0], "n", "at least 1"),
        Case(["n": 1000], "n", "at most"),
        Case(["max_tokens": 0], "max_tokens", "at least 1"), Case(["max_tokens": -5], "max_tokens", "at least 1"),
        Case(["min_tokens": 13], "min_tokens", "max_tokens=12"), Case(["min_tokens": -1], "min_tokens", "0"),
        Case(["stop": ["a", ""]], "stop", "cannot contain an empty string"),
        Case(["stop_token_ids": [99999]], "stop_token_ids", "vocabulary"),
        Case(["allowed_token_ids": []], "allowed_token_ids", "must not be empty"),
        Case(["allowed_token_ids": [99999]], "allowed_token_ids", "vocabulary"),
        Case(["logit_bias": ["99999": 1]], "logit_bias", "vocabulary"),
        Case(["logit_bias": ["1": .double(.nan)]], "logit_bias", "finite"),
        Case(["bad_words": [""]], "bad_words", "empty string"),
        Case(["bad_words": .array(Array(repeating: "a", count: 513))], "bad_words", "at most 512"),
        Case(
            ["max_tokens": 5000], "max_tokens",
            "'max_tokens' or 'max_completion_tokens' is too large: 5000. This model's maximum context length is"),
        Case(["use_beam_search": true, "n": 2, "temperature": 0.5], "temperature", "must be 0 with beam search"),
        Case(["use_beam_search": true, "best_of": 1000], "best_of", "best_of must be at most"),
        Case(["model": "other"], "model", "The model `other` does not exist."),
        Case(["model": 5], "model", "string"), Case(["stream": "maybe"], "stream", "stream"),
    ]

    @Test("with the field's name, in both dialects and on both endpoints", arguments: cases, StreamingTests.paths)
    func refused(item: Case, path: String) async throws {
        let server = try await GenerationServer()
        let body = path.contains("chat") ? GenerationServer.chat(item.fields) : GenerationServer.completion(item.fields)
        let (status, answer, message) = try await server.refusal(path, body)
        #expect(message.contains(item.words) && message.contains(item.parameter), "\(message)")
        let isEarly =
            path.hasPrefix("/v3") && ["model", "stream"].contains(item.parameter) && item.words == item.parameter
        if item.words.contains("does not exist") {
            #expect(status == .notFound)
        } else if path.hasPrefix("/v3"), isEarly || (item.parameter == "model" && item.words == "string") {
            #expect(status == .preconditionFailed)
            #expect(message.hasPrefix("The file is not valid json - "))
        } else {
            #expect(status == .badRequest)
        }
        if path.hasPrefix("/v1") {
            #expect(answer["error"]?["param"] == .string(item.parameter))
            #expect(answer["error"]?["code"] == .int(status.rawValue))
            #expect(answer["error"]?["type"] == (status == .notFound ? "NotFoundError" : "BadRequestError"))
        } else {
            #expect(answer.objectValue?.keys == ["error"])
        }
        let state = server.monitor.state
        #expect(state.began == 0 && state.ended.isEmpty && state.refused.count == 1)
        #expect(state.refused.first?.model == (item.parameter == "model" ? nil : "tiny"))
    }

    @Test("where the prompt is too long for the model", arguments: StreamingTests.paths)
    func tooLong(path: String) async throws {
        let server = try await GenerationServer()
        let limit = server.model.info.contextLength
        let text = String(repeating: "a time there ", count: limit)
        let isChat = path.contains("chat")
        let body = isChat ? GenerationServer.chat(text: text) : GenerationServer.completion(prompt: .string(text))
        let (status, answer, message) = try await server.refusal(path, body)
        #expect(status == .badRequest)
        #expect(
            message.hasPrefix("This model's maximum context length is \(limit) tokens. However, your request has "))
        if path.hasPrefix("/v1") { #expect(answer["error"]?["param"] == (isChat ? "messages" : "prompt")) }

        var cut = try #require(body.objectValue)
        cut["truncate_prompt_tokens"] = -1
        let shortened = try await server.post(path, .object(cut))
        #expect(shortened["usage"]?["prompt_tokens"] == .int(limit - 12))
    }

    @Test("where the body is not JSON, or no object", arguments: StreamingTests.paths)
    func malformed(path: String) async throws {
        let server = try await GenerationServer()
        let deep = String(repeating: "[", count: 101) + String(repeating: "]", count: 101)
        let bodies = [
            ("", "line 1, column 1", "Cannot parse JSON body"), ("{\"a\":\n  1,}", "line 2", "Cannot parse JSON body"),
            (deep, "nested levels", "JSON body exceeds maximum nesting depth"),
            ("[1]", "got an array", "JSON body must be an object"), ("{\"a\": \"\u{1}\"}", "escaped", "Cannot parse"),
        ]
        for (body, words, theirs) in bodies {
            let response = try await server.response(to: server.request(path, raw: body))
            #expect(response.status == (path.hasPrefix("/v3") ? .preconditionFailed : .badRequest))
            guard case .bytes(let bytes) = response.body else { throw CancellationError() }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains(words) && text.contains(theirs), "\(text)")
            #expect(text.contains("The file is not valid json - ") == path.hasPrefix("/v3"))
        }
    }

    @Test(
        "where the body is not said to be JSON",
        arguments: [
            (nil, false), ("text/plain", false), ("application/x-www-form-urlencoded", false), ("", false),
            ("application/json", true), ("Application/JSON; charset=utf-8", true), ("application/json ;x", true),
        ] as [(String?, Bool)])
    func contentType(type: String?, isGood: Bool) async throws {
        let server = try await GenerationServer()
        let body = GenerationServer.chat(["max_tokens": 1]).written()
        let response = try await server.response(
            to: server.request("/v1/chat/completions", raw: body, type: type))
        #expect(response.status == (isGood ? .ok : .badRequest))
        guard !isGood, case .bytes(let bytes) = response.body else { return }
        #expect(String(decoding: bytes, as: UTF8.self).contains("Only 'application/json' is allowed"))
    }

    @Test("where the model has no chat template, or the template refuses the conversation")
    func templates() async throws {
        let load = Task {
            try await LanguageModel.load(Fixtures.model("gptj"), options: GenerationServer.loadOptions)
        }
        let bare = try await GenerationServer(load)
        let (status, _, message) = try await bare.refusal("/v1/chat/completions", GenerationServer.chat())
        #expect(status == .badRequest && message.contains("no chat template"))
        #expect(try await bare.post("/v1/completions", GenerationServer.completion())["choices"] != nil)

        let trusting = try await GenerationServer { $0.trustsRequestTemplates = true }
        let body = GenerationServer.chat(["chat_template": "{{ raise_exception('no ' ~ messages[0].role) }}"])
        let refused = try await trusting.refusal("/v1/chat/completions", body)
        #expect(refused.status == .badRequest && refused.message.contains("no user"))
    }

    @Test("where the body would take far more memory than it has bytes; a long text does not")
    func tooManyValues() async throws {
        let server = try await GenerationServer()
        let many = "{\"model\": \"other\", \"prompt\": [" + String(repeating: "1,", count: 2 << 20) + "1]}"
        let response = try await server.response(to: server.request("/v1/completions", raw: many))
        #expect(response.status == .contentTooLarge)
        let long = "{\"model\": \"other\", \"prompt\": \"" + String(repeating: ",[\\\"", count: 1 << 20) + "\"}"
        let unknown = try await server.response(to: server.request("/v1/completions", raw: long))
        #expect(unknown.status == .notFound)
    }

    @Test("where too many wait already: told apart, with a time to come back")
    func overloaded() async throws {
        let load = Task {
            var options = GenerationServer.loadOptions
            options.maxSequences = 1
            options.maxQueuedRequests = 1
            return try await LanguageModel.load(Fixtures.model("qwen2"), options: options)
        }
        let server = try await GenerationServer(load)
        let body = GenerationServer.completion(["max_tokens": 5], prompt: ["a", "b", "c", "d", "e", "f"])
        let response = try await server.response(to: server.request("/v1/completions", body))
        #expect(response.status == .tooManyRequests)
        #expect(response.headers["Retry-After"] == "1")
        #expect(server.monitor.state.refused.map(\.error.kind) == [.overloaded])
        // Those of its prompts that were taken in are let go.
        try await Idle.wait(server.model)
        #expect(try await server.post("/v1/completions", GenerationServer.completion())["choices"] != nil)
    }
}

/// The engine's figures are as of its last step, so they may lag by one.
enum Idle {
    static func wait(_ model: LanguageModel) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        func isIdle() -> Bool {
            let figures = model.statistics
            return figures.runningRequests == 0 && figures.waitingRequests == 0 && figures.liveBlocks == 0
        }
        while !isIdle(), .now < deadline { await Task.yield() }
        #expect(isIdle(), "\(model.statistics)")
    }
}
