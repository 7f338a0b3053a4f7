internal import OpenVINO
internal import Support

/// What the NPU plugin is told. It knows language models as `NPUW_LLM`; the names that OpenVINO GenAI and OpenVINO Model Server
/// use for the same things are translated, since the plugin ignores names that it does not know.
struct NPUProperties {
    /// As the user wants it, options and properties together.
    let configuration: NPUConfiguration
    let all: [String: String]
    private let blob: String?
    private let exportsBlob: Bool

    /// Of what else is compiled for the sake of this decoder.
    var maths: [String: String] { all.filter { $0.key == "INFERENCE_PRECISION_HINT" } }

    /// Whether a compiled decoder can go on after a part of what it holds.
    static func keepsConversations(_ compiled: borrowing CompiledModel) -> Bool {
        isYes(try? compiled.property(prefix + "CONTINUOUS_PREFILL_SUPPORTED"))
    }

    /// What a compiled decoder was compiled with.
    static func number(_ name: String, of compiled: borrowing CompiledModel) -> Int? {
        (try? compiled.property(prefix + name)).flatMap { Int($0) }
    }

    private static let hints = [
        "PREFILL_HINT", "GENERATE_HINT", "PREFILL_CONFIG", "GENERATE_CONFIG", "SHARED_HEAD_CONFIG",
    ]
    private static let prefix = "NPUW_LLM_"

    /// - Parameter isWhole: the decoder's attention looks both ways within a picture, so prompts cannot come in chunks.
    init(_ runner: RunnerConfiguration, isWhole: Bool) throws(DazzleError) {
        let options = runner.npu
        let given = runner.properties
        var own = Self.translated(given)
        blob = own.removeValue(forKey: "BLOB_PATH")
        exportsBlob = Self.isYes(own.removeValue(forKey: "EXPORT_BLOB"))
        var configuration = options
        configuration.longestPrompt = try Self.number(own, "MAX_PROMPT_LEN", "max_prompt_len") ?? options.longestPrompt
        configuration.shortestAnswer =
            try Self.number(own, "MIN_RESPONSE_LEN", "min_response_len") ?? options.shortestAnswer
        configuration.chunk = try Self.number(own, "PREFILL_CHUNK_SIZE", "npu_chunk") ?? options.chunk
        if Self.isOn(own, "ENABLE_PREFIX_CACHING") { configuration.reuse = .prompts }
        if Self.isOn(own, "ENABLE_CONTINUOUS_PREFILL") { configuration.reuse = .conversation }
        try Self.check(configuration)
        if isWhole {
            configuration.reuse = .none
        } else if runner.vision != nil, configuration.reuse == .conversation {
            // The plugin continues conversations of token ids only; beginnings it finds by what the rows hold.
            configuration.reuse = .prompts
        }
        if let window = runner.slidingWindow, given[Self.prefix + "MAX_PROMPT_LEN"] == nil,
            configuration.longestPrompt + configuration.shortestAnswer > window
        {
            configuration.longestPrompt = max(16, window - configuration.shortestAnswer)
            own[Self.prefix + "MAX_PROMPT_LEN"] = nil
            Log.warning(
                "the NPU plugin loses layers that look back \(window) tokens in longer sequences, so prompts are limited to "
                    + "\(configuration.longestPrompt) tokens and \(configuration.shortestAnswer) are left for answers")
        }

        var defaults = [
            "NPU_USE_NPUW": "YES", "NPUW_LLM": "YES", "NPUW_LLM_BATCH_DIM": "0", "NPUW_LLM_SEQ_LEN_DIM": "2",
        ]
        defaults[Self.prefix + "PREFILL_HINT"] =
            configuration.prefillHint ?? (isWhole ? "STATIC" : nil)
        defaults[Self.prefix + "GENERATE_HINT"] = configuration.generateHint
        defaults[Self.prefix + "MAX_PROMPT_LEN"] = String(configuration.longestPrompt)
        defaults[Self.prefix + "MIN_RESPONSE_LEN"] = String(configuration.shortestAnswer)
        switch configuration.reuse {
        case .conversation:
            defaults[Self.prefix + "PREFILL_CHUNK_SIZE"] = String(configuration.chunk ?? Self.chunk(of: configuration))
            defaults[Self.prefix + "ENABLE_CONTINUOUS_PREFILL"] = "YES"
        case .prompts:
            defaults[Self.prefix + "PREFILL_CHUNK_SIZE"] = String(configuration.chunk ?? Self.chunk(of: configuration))
            defaults[Self.prefix + "ENABLE_PREFIX_CACHING"] = "YES"
        case .none:
            defaults[Self.prefix + "PREFILL_CHUNK_SIZE"] = configuration.chunk.map(String.init)
        }
        all = defaults.merging(own) { _, user in user }
        self.configuration = configuration
    }

    /// Compiles, or reads what was compiled before: from the file BLOB_PATH, or from CACHE_DIR. With EXPORT_BLOB the file
    /// BLOB_PATH is written instead.
    func compile(
        _ model: borrowing Model, _ core: borrowing Core, _ configuration: RunnerConfiguration
    ) throws -> CompiledModel {
        if let blob, !exportsBlob {
            var properties = all
            properties["WEIGHTS_PATH"] = configuration.weightsPath
            return try core.importModel(blob, for: configuration.device, properties)
        }
        let compiled = try compileWhole(model, core, configuration)
        if let blob { try compiled.export(to: blob) }
        return compiled
    }

    /// The plugin's partitioning fails on some decoders, and they work in one piece.
    private func compileWhole(
        _ model: borrowing Model, _ core: borrowing Core, _ configuration: RunnerConfiguration
    ) throws -> CompiledModel {
        let pipeline = "NPUW_ONLINE_PIPELINE"
        do {
            return try core.compile(model, from: configuration.modelPath, for: configuration.device, all)
        } catch {
            guard error.message.contains("undeclared parameters"), all[pipeline] == nil else { throw error }
            Log.warning(
                "the NPU plugin cannot take this model apart, so it is compiled in one piece (\(pipeline)=NONE)")
            return try core.compile(
                model, from: configuration.modelPath, for: configuration.device,
                all.merging([pipeline: "NONE"]) { $1 })
        }
    }

    /// A whole chunk is computed however little of it is new, so that short turns want short chunks.
    private static func chunk(of configuration: NPUConfiguration) -> Int {
        var chunk = 256
        while chunk > 16, chunk * 2 > configuration.longestPrompt { chunk /= 2 }
        return chunk
    }

    private static func translated(_ given: [String: String]) -> [String: String] {
        var names: [String: String] = [:]
        for hint in hints {
            names[hint] = prefix + hint
            names["++" + hint] = "++" + prefix + hint
        }
        names["MAX_PROMPT_LEN"] = prefix + "MAX_PROMPT_LEN"
        names["MIN_RESPONSE_LEN"] = prefix + "MIN_RESPONSE_LEN"
        var own: [String: String] = [:]
        for (name, value) in given { own[names[name] ?? name] = value }
        return own
    }

    private static func isOn(_ properties: [String: String], _ name: String) -> Bool {
        isYes(properties[prefix + name])
    }

    private static func isYes(_ value: String?) -> Bool { ["YES", "TRUE", "ON", "1"].contains(value?.uppercased()) }

    private static func number(
        _ properties: [String: String], _ name: String, _ option: String
    ) throws(DazzleError) -> Int? {
        guard let text = properties[prefix + name] else { return nil }
        guard let number = Int(text) else {
            throw DazzleError(.invalidOption, "\(name) is '\(text)'; it must be a whole number", parameter: option)
        }
        return number
    }

    private static func check(_ configuration: NPUConfiguration) throws(DazzleError) {
        func require(_ isGood: Bool, _ option: String, _ value: Int, _ rule: String) throws(DazzleError) {
            guard !isGood else { return }
            throw DazzleError(.invalidOption, "\(option) is \(value); it must be \(rule)", parameter: option)
        }
        let longest = configuration.longestPrompt
        try require((16...1 << 20).contains(longest), "max_prompt_len", longest, "between 16 and \(1 << 20)")
        let answer = configuration.shortestAnswer
        try require((2...1 << 20).contains(answer), "min_response_len", answer, "between 2 and \(1 << 20)")
        if let chunk = configuration.chunk {
            try require((16...longest).contains(chunk), "npu_chunk", chunk, "between 16 and max_prompt_len=\(longest)")
        }
        let count = configuration.instances
        try require((1...64).contains(count), "num_instances", count, "between 1 and 64")
    }
}
