@testable import API
import HTTPServer
import Support
import Testing

@Suite("What is streamed joins to what comes at once")
struct StreamingTests {
    /// What a choice says, from a whole body or from events.
    struct Said: Hashable {
        var text = ""
        var finish: JSONValue = .null
        var stop: JSONValue = .null
        var logprobs: [JSONValue] = []
        var tokens: [JSONValue] = []

        mutating func add(_ choice: JSONValue) {
            text += choice["text"]?.stringValue ?? choice["message"]?["content"]?.stringValue ?? ""
            text += choice["delta"]?["content"]?.stringValue ?? ""
            if let reason = choice["finish_reason"], !reason.isNull { finish = reason }
            if let reason = choice["stop_reason"], !reason.isNull { stop = reason }
            tokens += choice["token_ids"]?.arrayValue ?? []
            guard let logprobs = choice["logprobs"]?.objectValue else { return }
            if let content = logprobs["content"]?.arrayValue { return self.logprobs += content }
            for (place, token) in (logprobs["tokens"]?.arrayValue ?? []).enumerated() {
                self.logprobs.append([
                    token, logprobs["token_logprobs"]?[place] ?? "?", logprobs["top_logprobs"]?[place] ?? "?",
                    logprobs["text_offset"]?[place] ?? "?",
                ])
            }
        }
    }

    static func said(_ bodies: [JSONValue]) -> [Int: Said] {
        var choices: [Int: Said] = [:]
        for choice in bodies.flatMap({ $0["choices"]?.arrayValue ?? [] }) {
            choices[choice["index"]?.intValue ?? -1, default: Said()].add(choice)
        }
        return choices
    }

    private static let sampled: JSONObject = ["temperature": 1, "seed": 7, "n": 3, "ignore_eos": true]

    static let variants: [JSONObject] = [
        [:], ["n": 2], sampled, ["stop": [" can", "as"]], ["stop": " can", "include_stop_str_in_output": true],
        ["logprobs": 2], ["n": 2, "logprobs": 0, "stop": "e"], ["echo": true], ["echo": true, "logprobs": 1],
        ["return_token_ids": true], ["stop_token_ids": .array((200..<900).map { .int($0) })], ["max_tokens": 1],
        ["skip_special_tokens": false, "max_tokens": 40], ["return_tokens_as_token_ids": true, "logprobs": 1],
        ["use_beam_search": true, "n": 2], ["stream_options": ["include_usage": true, "continuous_usage_stats": true]],
        ["logit_bias": ["658": 100]],
    ]

    static let paths = Endpoint.allCases.flatMap { endpoint in ["/v1", "/v3"].map { "\($0)/\(endpoint.path)" } }

    @Test("of every prompt, in every way", arguments: paths, variants)
    func sameText(path: String, variant: JSONObject) async throws {
        let server = try await GenerationServer()
        for text in ["The committee", "ñ ü", "a time there 🦓"] {
            var more = variant
            let isChat = path.contains("chat")
            if isChat, let count = more["logprobs"] {
                more["logprobs"] = true
                more["top_logprobs"] = count
            }
            let body =
                isChat
                ? GenerationServer.chat(more, text: text) : GenerationServer.completion(more, prompt: .string(text))
            let events = try await server.events(path, body)
            var unary = try #require(body.objectValue)
            unary["stream_options"] = nil
            let whole = try await server.post(path, .object(unary))
            #expect(Self.said(events) == Self.said([whole]), "\(text)")
            #expect(Self.said([whole]).count == variant["n"]?.intValue ?? 1)
            for (_, said) in Self.said([whole]) { #expect(!said.finish.isNull) }
        }
        #expect(server.monitor.state.began == 6)
        #expect(server.monitor.state.ended.count == 6)
    }

    @Test("of several prompts, numbered prompt by prompt", arguments: ["/v1/completions", "/v3/completions"])
    func severalPrompts(path: String) async throws {
        let server = try await GenerationServer()
        let prompts: JSONValue = ["The committee", [64, 541, 618], "ñ ü"]
        for variant in [["n": 2], ["n": 2, "logprobs": 1, "echo": true], ["stop": [" can", "e"]]] as [JSONObject] {
            let body = GenerationServer.completion(variant, prompt: prompts)
            let whole = try await server.post(path, body)
            let n = variant["n"]?.intValue ?? 1
            #expect(whole["choices"]?.arrayValue?.map { $0["index"]?.intValue } == Array(0..<3 * n))
            #expect(Self.said(try await server.events(path, body)) == Self.said([whole]))
            for (index, prompt) in (prompts.arrayValue ?? []).enumerated() {
                let alone = try await server.post(path, GenerationServer.completion(variant, prompt: prompt))
                #expect(Self.said([alone])[0] == Self.said([whole])[index * n])
            }
            let usage = try #require(whole["usage"])
            #expect(usage["prompt_tokens"] == .int(4 + 3 + 2))
        }
    }

    @Test("Usage counts all choices, and events tell it last")
    func usage() async throws {
        let server = try await GenerationServer()
        let body = GenerationServer.completion(
            ["n": 2, "ignore_eos": true, "stream_options": ["include_usage": true]], prompt: ["The committee", "ñ ü"])
        let events = try await server.events("/v1/completions", body)
        let usage = try #require(events.last?["usage"])
        #expect(events.last?["choices"]?.arrayValue?.isEmpty == true)
        #expect(usage["prompt_tokens"] == 6)
        #expect(usage["completion_tokens"] == 48)
        #expect(usage["total_tokens"] == 54)
        #expect(events.dropLast().allSatisfy { $0["usage"] == nil })
    }

    @Test("Text comes out of events as it went in, whatever is in it")
    func escaping() throws {
        for text in ["", "plain", "\"\\/\u{8}\t\n\u{c}\r\u{0}\u{1f}\u{7f}", "ñ 🦓 \u{2028}", "a\"b"] {
            var buffer = Array("\"".utf8)
            EventBytes.append(text, to: &buffer)
            buffer.append(UInt8(ascii: "\""))
            #expect(try JSONValue(parsing: buffer) == .string(text))
            #expect(String(decoding: buffer, as: UTF8.self) == JSONValue.string(text).written())
        }
    }

    @Test("The quick way to write a chunk and the slow one write the same")
    func frames() {
        let head = AnswerHead(id: "i\u{1}d", created: 5, model: "0\"1")
        let formats: [any AnswerFormat] = [
            OpenAIChatFormat(head: head, role: "assistant"), ModelServerChatFormat(head: head, role: "assistant"),
            OpenAICompletionFormat(head: head), ModelServerCompletionFormat(head: head),
        ]
        for format in formats {
            for text in ["a", "0", "1", "\"\n"] {
                var quick: [UInt8] = []
                ChunkFrame(format, choice: 3, usage: format.usageToCome).append(text, to: &quick)
                var slow: [UInt8] = []
                let chunk = format.chunk(ChoicePiece(index: 3, text: text), usage: format.usageToCome)
                EventBytes.append(chunk, to: &slow)
                #expect(String(decoding: quick, as: UTF8.self) == String(decoding: slow, as: UTF8.self))
            }
        }
    }
}
