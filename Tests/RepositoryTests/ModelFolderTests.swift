import Support
import TestSupport
import Testing

@testable import Repository

@Suite("Model folders")
struct ModelFolderTests {
    private func folder(_ files: [String: String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder(copyOf: Fixtures.model("gptj"))
        for (name, text) in files { try folder.write(text, to: name) }
        return folder
    }

    /// Everything is read at once, so the folder may go.
    private func read(_ files: [String: String]) throws -> ModelFolder {
        let folder = try folder(files)
        return try withExtendedLifetime(folder) { try ModelFolder(path: folder.path) }
    }

    @Test(
        "The context is found under every family's name for it",
        arguments: [
            (#"{"max_position_embeddings": 4096, "n_positions": 7}"#, 4096),
            (#"{"n_positions": 2048}"#, 2048),
            (#"{"seq_length": 8192.0}"#, 8192),
            (#"{"text_config": {"max_position_embeddings": 512}}"#, 512),
            (#"{"max_position_embeddings": 0, "n_ctx": 64}"#, 64),
            (#"{"max_position_embeddings": "many"}"#, nil),
        ] as [(String, Int?)])
    func context(config: String, expected: Int?) throws {
        #expect(try read(["config.json": config]).configuration.contextLength == expected)
    }

    @Test("generation_config.json goes before config.json, and says what it says")
    func defaults() throws {
        let defaults = try read([
            "config.json": #"{"eos_token_id": 5}"#,
            "generation_config.json":
                #"{"eos_token_id": [7, 8, -1, "x"], "temperature": 0.5, "top_k": 3, "max_new_tokens": 9}"#,
        ]).generationDefaults
        #expect(defaults.endTokenIDs == [7, 8])
        #expect(defaults.temperature == 0.5)
        #expect(defaults.topK == 3)
        #expect(defaults.maxNewTokens == 9)
        #expect(defaults.topP == nil)
    }

    @Test("Without recommendations the end-of-text id is config.json's; do_sample false means greedy")
    func greedy() throws {
        let defaults = try read([
            "config.json": #"{"eos_token_id": 5}"#,
            "generation_config.json": #"{"do_sample": false, "temperature": 0.9}"#,
        ]).generationDefaults
        #expect(defaults.endTokenIDs == [5])
        #expect(defaults.temperature == 0)
    }

    @Test("Special tokens are texts or objects; special_tokens_map.json wins")
    func specialTokens() throws {
        let texts = try read([
            "tokenizer_config.json": #"{"bos_token": {"content": "<b>"}, "eos_token": "<e>", "pad_token": null}"#,
            "special_tokens_map.json": #"{"eos_token": {"content": "<E>"}}"#,
        ]).specialTokens.texts
        #expect(texts == ["bos_token": "<b>", "eos_token": "<E>"])
    }

    @Test("Templates: later places win, and tools may have one of their own")
    func templates() throws {
        let list =
            #"{"chat_template": [{"name": "default", "template": "D"}, {"name": "tool_use", "template": "T"}, 3]}"#
        var templates = try read(["tokenizer_config.json": list]).templates
        #expect(templates.source(withTools: false) == "D")
        #expect(templates.source(withTools: true) == "T")

        let files = [
            "tokenizer_config.json": #"{"chat_template": "1"}"#, "processor_config.json": #"{"chat_template": "2"}"#,
            "chat_template.json": #"{"chat_template": "3"}"#, "chat_template.jinja": "4",
        ]
        for count in 1...4 {
            let order = ["tokenizer_config.json", "processor_config.json", "chat_template.json", "chat_template.jinja"]
            templates = try read(files.filter { order.prefix(count).contains($0.key) })
                .templates
            #expect(templates.source(withTools: true) == String(count))
        }
        templates.override("5")
        #expect(templates.source(withTools: false) == "5")
        #expect(try ModelFolder(path: Fixtures.model("gptj")).templates.isEmpty)
    }

    @Test("A template that is no UTF-8 text is told")
    func notText() throws {
        let folder = try folder([:])
        try folder.write(bytes: [0x7B, 0xFF, 0xFE], to: "chat_template.jinja")
        let error = #expect(throws: DazzleError.self) {
            try withExtendedLifetime(folder) { try ModelFolder(path: folder.path) }
        }
        #expect(error?.code == .invalidModel)
        #expect(error?.message.contains("chat_template.jinja") == true)
    }
}
