import Dazzle
import HTTPServer
import Support
import TestSupport
import Testing

@testable import API

@Suite struct TokenizingTests {
    private static let paths = ["/tokenize", "/v1/tokenize", "/v3/tokenize", "/v3/v1/tokenize"]

    private func tokens(_ json: JSONValue?) -> [Int32]? { json?.arrayValue?.compactMap { $0.intValue.map(Int32.init) } }

    @Test(arguments: paths)
    func textsGiveTheModelsTokens(path: String) async throws {
        let golden = try Fixtures.golden(GreedyGolden.self, "greedy", "qwen2")
        let model = try await ServiceHarness.model
        let service = try await ServiceHarness()
        for prompt in golden.prompts {
            let body: JSONObject = ["model": "tiny", "prompt": .string(prompt.text)]
            let json = try await service.post(path, JSONValue.object(body).written()).json
            #expect(json.objectValue?.keys == ["count", "max_model_len", "tokens", "token_strs"])
            #expect(tokens(json["tokens"]) == prompt.ids)
            #expect(json["count"]?.intValue == prompt.ids.count)
            #expect(json["max_model_len"]?.intValue == model.info.contextLength)
            #expect(json["token_strs"]?.isNull == true)
        }
    }

    @Test func tokenStringsJoinToTheText() async throws {
        let service = try await ServiceHarness()
        let json = try await service.post(
            "/tokenize", #"{"prompt":"The zebra \"runs\".\n","return_token_strs":true}"#
        ).json
        let strings = json["token_strs"]?.arrayValue?.compactMap { $0.stringValue } ?? []
        #expect(strings.count == json["count"]?.intValue)
        #expect(strings.joined() == "The zebra \"runs\".\n")
    }

    @Test func conversationsAreWrittenOutFirst() async throws {
        let service = try await ServiceHarness()
        let model = try await ServiceHarness.model
        let json = try await service.post("/tokenize", #"{"messages":[{"role":"user","content":"Hello"}]}"#).json
        #expect(tokens(json["tokens"]) == (try await model.tokenize(.chat(Chat([.user("Hello")])))))
        var open = Chat([.user("Hello"), .assistant("Well")])
        open.addGenerationPrompt = false
        open.continueFinalMessage = true
        let more = try await service.post(
            "/tokenize",
            #"{"messages":[{"role":"user","content":"Hello"},{"role":"assistant","content":"Well"}],"#
                + #""add_generation_prompt":false,"continue_final_message":true}"#
        ).json
        #expect(tokens(more["tokens"]) == (try await model.tokenize(.chat(open))))
    }

    @Test func modelServersFormAnswersAsModelServerDoes() async throws {
        let service = try await ServiceHarness()
        let one = try await service.post("/v3/tokenize", #"{"model":"tiny","text":"The zebra"}"#)
        let ids = try (try await ServiceHarness.model).tokenize("The zebra", addSpecialTokens: true)
        let list = "[" + ids.map(String.init).joined(separator: ",") + "]"
        #expect(one.text == #"{"tokens":\#(list)}"#)
        let several = try await service.post("/v3/tokenize", #"{"model":"tiny","text":["The zebra",""]}"#)
        #expect(several.text == #"{"tokens":[\#(list),[]]}"#)
        let cut = try await service.post("/v3/tokenize", #"{"model":"tiny","text":"The zebra","max_length":1}"#)
        #expect(cut.text == #"{"tokens":[\#(ids[0])]}"#)
        #expect(try await service.post("/v3/tokenize", #"{"text":[]}"#).text == #"{"tokens":[]}"#)
    }

    @Test(arguments: ["Hello, zebra!", "Grüße 🦓 ß", "line\nbreak \"quoted\""])
    func detokenizingGivesTheTextBack(text: String) async throws {
        let service = try await ServiceHarness()
        let ids = try (try await ServiceHarness.model).tokenize(text, addSpecialTokens: true)
        let body = #"{"tokens":[\#(ids.map(String.init).joined(separator: ","))]}"#
        for path in ["/detokenize", "/v1/detokenize"] {
            #expect(try await service.post(path, body).json["prompt"]?.stringValue == text)
        }
        #expect(try await service.post("/detokenize", #"{"tokens":[]}"#).json["prompt"]?.stringValue == "")
    }

    @Test(arguments: [
        ("/tokenize", #"{"prompt":"#, 400, "Cannot parse JSON body"),
        ("/v3/tokenize", #"{"prompt":"#, 412, "Cannot parse JSON body"),
        ("/tokenize", "[]", 400, "JSON body must be an object: got an array"),
        ("/tokenize", "{}", 400, "give prompt"),
        ("/tokenize", #"{"prompt":5}"#, 400, "prompt must be a string, got an integer"),
        ("/tokenize", #"{"prompt":"a","model":"none"}"#, 404, "`none`"),
        ("/tokenize", #"{"prompt":"a","model":7}"#, 400, "model must be a string"),
        ("/tokenize", #"{"prompt":"a","add_special_tokens":"yes"}"#, 400, "add_special_tokens must be true or false"),
        ("/tokenize", #"{"messages":[]}"#, 400, "messages must not be empty"),
        ("/tokenize", #"{"messages":["x"]}"#, 400, "messages[0]"),
        ("/tokenize", #"{"messages":[{"role":"user","content":"a"},{"content":"a"}]}"#, 400, "messages[1]"),
        (
            "/tokenize", #"{"messages":[{"role":"user","content":"a"}],"chat_template":"x"}"#, 400,
            "--trust-request-chat-template"
        ),
        ("/tokenize", #"{"text":5}"#, 400, "text must be"), ("/tokenize", #"{"text":["a",5]}"#, 400, "text must be"),
        ("/tokenize", #"{"text":"a","max_length":0}"#, 400, "max_length must be at least 1"),
        ("/tokenize", #"{"text":"a","pad_to_max_length":true}"#, 400, "pad_to_max_length"),
        ("/detokenize", "{}", 400, "tokens is missing"), ("/detokenize", #"{"tokens":"a"}"#, 400, "tokens must be"),
        ("/detokenize", #"{"tokens":[1,"a"]}"#, 400, "tokens must be"),
        ("/detokenize", #"{"tokens":[-1]}"#, 400, "token id -1"),
        ("/detokenize", #"{"tokens":[99999999999]}"#, 400, "token id 99999999999"),
        ("/detokenize", #"{"tokens":[1.5]}"#, 400, "tokens must be"),
    ])
    func whatIsWrongIsNamed(path: String, body: String, status: Int, part: String) async throws {
        let response = try await ServiceHarness().post(path, body)
        #expect(response.status.rawValue == status)
        let error = try #require(try response.json["error"])
        let message = error.stringValue ?? error["message"]?.stringValue ?? ""
        #expect(message.contains(part), "\(message)")
    }

    @Test func otherContentTypesAreRefused() async throws {
        let response = try await ServiceHarness().send(
            .post, "/tokenize", headers: ["Content-Type": "text/plain"], body: Array(#"{"prompt":"a"}"#.utf8))
        #expect(response.status == .badRequest)
        #expect(response.text.contains("application/json"))
    }

    @Test func hugeTextsAreRefusedWithTheLimit() async throws {
        let long = String(repeating: "zebra ", count: 1 << 20)
        let service = try await ServiceHarness()
        for body in [#"{"prompt":"\#(long)"}"#, #"{"text":["\#(long)"]}"#] {
            let response = try await service.post("/tokenize", body)
            #expect(response.status == .badRequest)
            #expect(response.text.contains("at most \(TokenizingRoutes.byteLimit)"))
        }
    }

    @Test func hugeBodiesAreNotEvenRead() async throws {
        let body = #"{"tokens":["# + String(repeating: "0,", count: 5 << 20) + "0]}"
        let response = try await ServiceHarness().post("/detokenize", body)
        #expect(response.status == .contentTooLarge)
        #expect(response.text.contains("at most 8388608"))
    }

    @Test(arguments: 0..<4)
    func damagedBodiesAreAnsweredAndNothingElse(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let service = try await ServiceHarness()
        let bodies = [
            #"{"model":"tiny","prompt":"The zebra \u00e4","add_special_tokens":true,"return_token_strs":true}"#,
            #"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes"}],"tools":[{"a":1}]}"#,
            #"{"text":["a","b c"],"max_length":2,"pad_to_max_length":false}"#, #"{"tokens":[1,2,3,40]}"#,
        ]
        for _ in 0..<300 {
            var body = Array((bodies.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<body.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: body[place] = UInt8.random(in: 0...255, using: &random)
                case 1: body.remove(at: place)
                default: body.insert(contentsOf: "[{}]:,\"\\-1e9".utf8.shuffled(using: &random).prefix(3), at: place)
                }
            }
            let path = ["/tokenize", "/v3/tokenize", "/detokenize"].randomElement(using: &random) ?? ""
            let response = try await service.send(
                .post, path, headers: ["Content-Type": "application/json"], body: body)
            #expect(
                [200, 400, 404, 412].contains(response.status.rawValue), "\(String(decoding: body, as: UTF8.self))")
            #expect(throws: Never.self) { try response.json }
        }
    }

    @Test func trustedTemplatesAreUsed() async throws {
        var options = APIOptions()
        options.trustsRequestTemplates = true
        let json = try await ServiceHarness(options).post(
            "/tokenize",
            #"{"messages":[{"role":"user","content":"a"}],"chat_template":"zebra","return_token_strs":true}"#
        ).json
        #expect(json["token_strs"]?.arrayValue?.compactMap { $0.stringValue }.joined() == "zebra")
    }
}
