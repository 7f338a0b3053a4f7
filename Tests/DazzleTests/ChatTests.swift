import Dazzle
import Support
import TestSupport
import Testing

@Suite("Conversations are written out as transformers writes them")
struct ChatTests {
    /// Read with the ordered parser: the order of keys is part of what a template sees.
    private static func golden(_ family: String) throws -> JSONValue {
        try JSONValue(parsing: try Fixtures.bytes("goldens/chat/\(family).json"))
    }

    @Test("Text and tokens", arguments: ["qwen2", "qwen3", "llama", "mistral", "phi3", "falcon"])
    func rendering(family: String) async throws {
        let model = try await LanguageModel.load(Fixtures.model(family), options: LanguageModelTests.exact)
        let cases = try #require(try Self.golden(family)["cases"]?.arrayValue)
        #expect(cases.count >= 12)
        for item in cases {
            let name = item["name"]?.stringValue ?? ""
            var chat = Chat((item["messages"]?.arrayValue ?? []).compactMap(\.objectValue).map(ChatMessage.init))
            for (key, value) in item["options"]?.objectValue ?? JSONObject() {
                switch key {
                case "tools": chat.tools = value.arrayValue ?? []
                case "add_generation_prompt": chat.addGenerationPrompt = value.boolValue ?? true
                case "continue_final_message": chat.continueFinalMessage = value.boolValue ?? false
                default: chat.templateVariables[key] = value
                }
            }
            guard let text = item["text"]?.stringValue else {
                let error = #expect(throws: DazzleError.self, "\(family), \(name)") { try model.render(chat) }
                #expect(error?.code == .templateFailed)
                #expect(error?.message.contains(item["error"]?.stringValue ?? "?") == true, "\(error?.message ?? "")")
                continue
            }
            #expect(try model.render(chat) == text, "\(family), \(name)")
            let ids = item["ids"]?.arrayValue?.compactMap(\.intValue)
            #expect(try await model.tokenize(.chat(chat)).map { Int($0) } == ids, "\(family), \(name)")
        }
    }

    @Test("A final message can be continued only where it has text and nothing else follows")
    func continuing() async throws {
        let model = try await LanguageModel.load(Fixtures.model("qwen2"), options: LanguageModelTests.exact)
        func failure(_ messages: [ChatMessage], _ change: (inout Chat) -> Void = { _ in }) -> DazzleError? {
            var chat = Chat(messages)
            chat.continueFinalMessage = true
            chat.addGenerationPrompt = false
            change(&chat)
            let error = #expect(throws: DazzleError.self) { try model.render(chat) }
            #expect(error?.parameter == "continue_final_message")
            return error
        }
        #expect(failure([.assistant("a")]) { $0.addGenerationPrompt = true }?.message.contains("both") == true)
        #expect(failure([])?.message.contains("no text") == true)
        #expect(failure([ChatMessage(["role": "assistant"])])?.message.contains("no text") == true)
        #expect(failure([.assistant("a")]) { $0.template = "nothing" }?.message.contains("does not show") == true)
    }

    @Test("A model without a template, a broken template and an endless one are told apart")
    func failures() async throws {
        let model = try await LanguageModel.load(Fixtures.model("gptj"), options: LanguageModelTests.exact)
        func message(_ template: String?) -> String {
            var chat = Chat([.user("Hi")])
            chat.template = template
            let error = #expect(throws: DazzleError.self) { try model.render(chat) }
            #expect(error?.code == .templateFailed)
            return error?.message ?? ""
        }
        #expect(message(nil).contains("no chat template"))
        #expect(message("{{ messages").contains("line 1"))
        #expect(message("{{ raise_exception('roles') }}").contains("roles"))
        #expect(message("a\n{{ messages.x.y }}").contains("line 2"))
        #expect(
            message("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}").contains(
                "stopped"))
    }
}
