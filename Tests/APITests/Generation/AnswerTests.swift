@testable import API
import Dazzle
import HTTPServer
import Support
import Testing

@Suite("Answers hold what was asked for")
struct AnswerTests {
    private static let chat = "/v1/chat/completions"
    private static let completions = "/v1/completions"

    private static func text(_ body: JSONValue, _ index: Int = 0) -> String? {
        let choice = body["choices"]?[index]
        return choice?["text"]?.stringValue ?? choice?["message"]?["content"]?.stringValue
    }

    @Test("A final message is continued, and echoed on request")
    func continuing() async throws {
        let server = try await GenerationServer()
        let messages: JSONValue = [
            ["role": "user", "content": "a"], ["role": "assistant", "content": "The committee"],
        ]
        var more: JSONObject = [
            "messages": messages, "continue_final_message": true, "add_generation_prompt": false,
            "return_token_ids": true,
        ]
        let body = try await server.post(Self.chat, GenerationServer.chat(more))
        let prompt = try #require(body["prompt_token_ids"]?.arrayValue).compactMap { $0.intValue.map(Int32.init) }
        let shown = server.model.detokenize(prompt, skipSpecialTokens: false)
        #expect(shown.hasSuffix("<|im_start|>assistant\nThe committee"))
        more["echo"] = true
        let echoed = try await server.post(Self.chat, GenerationServer.chat(more))
        #expect(Self.text(echoed) == "The committee" + (Self.text(body) ?? "?"))
        more["add_generation_prompt"] = true
        let (status, answer, message) = try await server.refusal(Self.chat, GenerationServer.chat(more))
        #expect(status == .badRequest && answer["error"]?["param"] == "continue_final_message")
        #expect(message.contains("Cannot set both `continue_final_message` and `add_generation_prompt` to True."))
    }

    @Test("Tools and template variables change the prompt as the template has it")
    func templates() async throws {
        let server = try await GenerationServer(GenerationServer.qwen3)
        func prompt(_ more: JSONObject) async throws -> String {
            var more = more
            more["return_token_ids"] = true
            more["max_tokens"] = 1
            let body = try await server.post(Self.chat, GenerationServer.chat(more))
            let ids = try #require(body["prompt_token_ids"]?.arrayValue).compactMap { $0.intValue.map(Int32.init) }
            return server.model.detokenize(ids, skipSpecialTokens: false)
        }
        let tool: JSONValue = ["type": "function", "function": ["name": "look_up", "parameters": [:]]]
        #expect(try await prompt(["tools": [tool]]).contains("\"name\": \"look_up\""))
        #expect(try await !prompt([:]).contains("<think>"))
        #expect(try await prompt(["chat_template_kwargs": ["enable_thinking": false]]).contains("<think>\n\n</think>"))
        #expect(try await !prompt(["add_generation_prompt": false]).hasSuffix("assistant\n"))
        let calls: JSONValue = [
            ["role": "user", "content": "a"],
            [
                "role": "assistant", "content": .null,
                "tool_calls": [["id": "1", "type": "function", "function": ["name": "f", "arguments": "{\"x\":1}"]]],
            ],
            ["role": "tool", "tool_call_id": "1", "content": "2"],
        ]
        #expect(try await prompt(["messages": calls]).contains("{\"name\": \"f\", \"arguments\": {\"x\": 1}}"))
    }

    @Test("A request's own template is used where the operator trusts it")
    func ownTemplate() async throws {
        let server = try await GenerationServer { $0.trustsRequestTemplates = true }
        let own = GenerationServer.chat(["chat_template": "{{ messages[0].content }}"])
        let plain = GenerationServer.completion(["add_special_tokens": false])
        #expect(
            Self.text(try await server.post(Self.chat, own))
                == Self.text(try await server.post(Self.completions, plain)))
    }

    @Test("Log-probabilities of a chat: the chosen token, its bytes, and the likeliest in order")
    func chatLogprobs() async throws {
        let server = try await GenerationServer()
        let body = try await server.post(
            Self.chat, GenerationServer.chat(["logprobs": true, "top_logprobs": 3, "return_token_ids": true]))
        let entries = try #require(body["choices"]?[0]?["logprobs"]?["content"]?.arrayValue)
        let ids = try #require(body["choices"]?[0]?["token_ids"]?.arrayValue).compactMap { $0.intValue.map(Int32.init) }
        #expect(entries.count == ids.count && ids.count == 12)
        for (entry, id) in zip(entries, ids) {
            #expect(entry["bytes"]?.arrayValue?.compactMap(\.intValue) == server.model.tokenBytes(id).map { Int($0) })
            let top = try #require(entry["top_logprobs"]?.arrayValue)
            #expect(top.count == 3)
            // Greedy: the chosen is the likeliest.
            #expect(top[0]["token"] == entry["token"] && top[0]["logprob"] == entry["logprob"])
            let values = top.compactMap { $0["logprob"]?.doubleValue }
            #expect(values == values.sorted(by: >))
        }
        #expect(entries.compactMap { $0["token"]?.stringValue }.joined() == Self.text(body))
    }

    @Test("What cannot be chosen has -9999")
    func floor() {
        #expect(LogprobScribe.number(-.infinity) == -9999.0)
        #expect(LogprobScribe.number(.nan) == -9999.0)
        #expect(LogprobScribe.number(-0.5) == -0.5)
    }

    @Test("Log-probabilities of a completion: offsets into the echoed text, nothing for the first token")
    func completionLogprobs() async throws {
        let server = try await GenerationServer()
        for path in ["/v1/completions", "/v3/completions"] {
            let body = try await server.post(
                path,
                GenerationServer.completion(["logprobs": 2, "echo": true, "max_tokens": 3], prompt: "ñ ü committee"))
            let text = try #require(Self.text(body))
            let logprobs = try #require(body["choices"]?[0]?["logprobs"])
            let offsets = try #require(logprobs["text_offset"]?.arrayValue).compactMap(\.intValue)
            let tokens = try #require(logprobs["tokens"]?.arrayValue).compactMap(\.stringValue)
            #expect(text.hasPrefix("ñ ü committee") && tokens.joined() == text)
            for (token, offset) in zip(tokens, offsets) {
                let rest =
                    path.hasPrefix("/v1")
                    ? String(text.unicodeScalars.dropFirst(offset))
                    : String(decoding: Array(text.utf8).dropFirst(offset), as: UTF8.self)
                #expect(rest.hasPrefix(token))
            }
            #expect(logprobs["token_logprobs"]?[0] == .null && logprobs["top_logprobs"]?[0] == .null)
            let second = try #require(logprobs["top_logprobs"]?[1]?.objectValue)
            #expect((2...3).contains(second.count))
            #expect(second[tokens[1]] == logprobs["token_logprobs"]?[1])
        }
    }

    @Test("A prompt's own log-probabilities are those that an echo shows")
    func promptLogprobs() async throws {
        let server = try await GenerationServer()
        let echo = try await server.post(
            Self.completions, GenerationServer.completion(["logprobs": 1, "echo": true, "max_tokens": 0]))
        let body = try await server.post(Self.completions, GenerationServer.completion(["prompt_logprobs": 2]))
        let positions = try #require(body["choices"]?[0]?["prompt_logprobs"]?.arrayValue)
        #expect(positions.count == 4 && positions[0].isNull)
        for (place, id) in [(1, "962"), (2, "282"), (3, "68")] {
            let entry = try #require(positions[place].objectValue)
            #expect((2...3).contains(entry.count))
            #expect(entry.keys[0] == id)
            #expect(entry[id]?["logprob"] == echo["choices"]?[0]?["logprobs"]?["token_logprobs"]?[place])
            #expect(entry[id]?["decoded_token"] == echo["choices"]?[0]?["logprobs"]?["tokens"]?[place])
            #expect((entry[id]?["rank"]?.intValue ?? 0) >= 1)
        }
        #expect(Self.text(echo) == "The committee")
        #expect(echo["usage"]?["completion_tokens"] == 0 && echo["usage"]?["total_tokens"] == 4)
        let chat = try await server.post(Self.chat, GenerationServer.chat(["prompt_logprobs": 0]))
        #expect(chat["prompt_logprobs"]?.arrayValue?.count == chat["usage"]?["prompt_tokens"]?.intValue)
    }

    @Test("Equal seeds answer equally, others do not; -1 is none")
    func seeds() async throws {
        let server = try await GenerationServer()
        func text(_ seed: JSONValue) async throws -> String? {
            let more: JSONObject = ["temperature": 1.5, "seed": seed, "max_tokens": 20, "ignore_eos": true]
            return Self.text(try await server.post(Self.chat, GenerationServer.chat(more)))
        }
        #expect(try await text(5) == text(5))
        #expect(try await text(.int(.min)) == text(.int(.min)))
        #expect(try await text(5) != text(6))
        #expect(try await text(-1) != text(-1))
    }

    @Test("Words are kept out, tokens kept in")
    func tokenRules() async throws {
        let server = try await GenerationServer()
        let plain = try #require(Self.text(try await server.post(Self.completions, GenerationServer.completion())))
        #expect(plain.contains(" le"))
        let banned = try await server.post(Self.completions, GenerationServer.completion(["bad_words": ["le"]]))
        #expect(Self.text(banned)?.contains(" le") == false)
        let allowed = try await server.post(
            Self.completions, GenerationServer.completion(["allowed_token_ids": [636], "max_tokens": 2]))
        #expect(Self.text(allowed) == " by by")
        let best = try await server.post(
            Self.completions, GenerationServer.completion(["best_of": 3, "n": 2, "temperature": 1, "seed": 3]))
        #expect(best["choices"]?.arrayValue?.count == 2)
        let (_, _, message) = try await server.refusal(
            Self.completions, GenerationServer.completion(["n": 3, "best_of": 2]))
        #expect(message.contains("best_of must be at least n=3"))
    }

    @Test("Answers end where they were told to, and say why")
    func endings() async throws {
        let server = try await GenerationServer()
        func choice(_ more: JSONObject) async throws -> JSONValue? {
            try await server.post(Self.completions, GenerationServer.completion(more))["choices"]?[0]
        }
        let string = try await choice(["stop": " le"])
        #expect(string?["text"] == "ç" && string?["finish_reason"] == "stop" && string?["stop_reason"] == " le")
        let shown = try await choice(["stop": " le", "include_stop_str_in_output": true])
        #expect(shown?["text"] == "ç le")
        let token = try await choice(["stop_token_ids": [513]])
        #expect(token?["text"] == "ç" && token?["stop_reason"] == 513)
        let end = try await choice(["logit_bias": ["1399": 100]])
        #expect(end?["text"] == "" && end?["finish_reason"] == "stop" && end?["stop_reason"] == .null)
    }

    @Test("Beams are asked for in OVMS's way")
    func beams() async throws {
        let server = try await GenerationServer()
        var body: JSONObject = ["model": "tiny", "prompt": "The committee", "max_tokens": 8, "best_of": 4, "n": 2]
        let beams = try await server.post("/v3/completions", .object(body))
        body["best_of"] = nil
        body["n"] = 4
        body["use_beam_search"] = true
        let same = try await server.post("/v1/completions", .object(body))
        #expect(beams["choices"]?.arrayValue?.count == 2)
        #expect(Self.text(beams) == Self.text(same) && Self.text(beams, 1) == Self.text(same, 1))
    }
}
