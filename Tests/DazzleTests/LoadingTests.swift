import Dazzle
import TestSupport
import Testing

@Suite("Loading says what is wrong and what to do")
struct LoadingTests {
    private func failure(_ path: String, _ change: (inout LoadOptions) -> Void = { _ in }) async -> DazzleError? {
        var options = LanguageModelTests.exact
        change(&options)
        return await #expect(throws: DazzleError.self) { try await LanguageModel.load(path, options: options) }
    }

    private func failure(_ folder: TemporaryFolder) async -> DazzleError? {
        let error = await failure(folder.path)
        return withExtendedLifetime(folder) { error }
    }

    @Test("No folder, or a file in its place")
    func noFolder() async throws {
        #expect(await failure("/nowhere/model")?.code == .modelNotFound)
        let error = await failure(Fixtures.model("qwen2") + "/config.json")
        #expect(error?.code == .modelNotFound)
        #expect(error?.message.contains("is a file") == true)
    }

    @Test(
        "A missing file is named, with the way to get it",
        arguments: [
            "openvino_model.xml", "openvino_model.bin", "openvino_tokenizer.xml", "openvino_detokenizer.xml",
            "config.json",
        ])
    func missing(name: String) async throws {
        let folder = try TemporaryFolder(copyOf: Fixtures.model("qwen2"))
        try folder.remove(name)
        let error = await failure(folder)
        #expect(error?.code == .modelNotFound)
        #expect(error?.message.contains(name) == true)
        #expect(error?.message.contains(";") == true, "no remedy: \(error?.message ?? "")")
    }

    @Test(
        "A damaged IR is an invalid model",
        arguments: [("openvino_model.xml", 2000), ("openvino_model.bin", 1000), ("openvino_tokenizer.xml", 300)])
    func damaged(name: String, bytes: Int) async throws {
        let folder = try TemporaryFolder(copyOf: Fixtures.model("qwen2"))
        try folder.truncate(name, to: bytes)
        let error = await failure(folder)
        #expect(error?.code == .invalidModel)
        #expect(error?.message.contains(folder.path) == true)
    }

    @Test(
        "Damaged configuration is an invalid model",
        arguments: ["config.json", "generation_config.json", "tokenizer_config.json"])
    func damagedConfiguration(name: String) async throws {
        let folder = try TemporaryFolder(copyOf: Fixtures.model("qwen2"))
        for text in ["{\"a\": ", "[1]", "\u{0}"] {
            try folder.write(text, to: name)
            let error = await failure(folder)
            #expect(error?.code == .invalidModel)
            #expect(error?.message.contains(name) == true)
        }
    }

    @Test("A wrong device names those that exist")
    func device() async throws {
        let error = await failure(Fixtures.model("qwen2")) { $0.device = "XPU" }
        #expect(error?.code == .deviceFailed)
        #expect(error?.message.contains("CPU") == true)
    }

    @Test("A property the device refuses is told as the device's failure")
    func property() async throws {
        let error = await failure(Fixtures.model("qwen2")) { $0.properties["KV_CACHE_PRECISION"] = "i3" }
        #expect(error?.code == .deviceFailed)
        #expect(error?.message.contains("i3") == true, "\(error?.message ?? "")")
    }

    @Test("Impossible sizes name the option")
    func sizes() async throws {
        let model = Fixtures.model("qwen2")
        #expect(await failure(model) { $0.cacheBytes = 1000 }?.parameter == "cache_size")
        #expect(
            await failure(model) {
                $0.cacheBytes = 16384 * 4; $0.maxModelLength = 512
            }?.parameter == "max_model_len")
        #expect(await failure(model) { $0.maxModelLength = 1_000_000 }?.parameter == "max_model_len")
        #expect(await failure(model) { $0.maxModelLength = 0 }?.parameter == "max_model_len")
        #expect(await failure(model) { $0.maxSequences = 0 }?.parameter == "max_num_seqs")
        #expect(await failure(model) { $0.maxBatchedTokens = 0 }?.parameter == "max_num_batched_tokens")
    }

    @Test("The model's own recommendations are the defaults")
    func defaults() async throws {
        let model = try await LanguageModel.load(Fixtures.model("qwen2"), options: LanguageModelTests.exact)
        #expect(model.defaults.temperature == 0.7)
        #expect(model.defaults.topP == 0.8)
        #expect(model.defaults.topK == 20)
        #expect(model.defaults.repetitionPenalty == 1.05)
        #expect(model.info.type == "qwen2")
        #expect(try await Device.available().contains { $0.name == "CPU" && !$0.capabilities.isEmpty })
    }
}
