internal import Support

/// How a model is loaded, as the command line says it.
struct ModelOptions: Hashable {
    var device = "CPU"
    var properties: [Property] = []
    var pluginConfiguration: JSONObject?
    var plugins: [PluginArgument] = []
    var compileCache: String?
    var npu = NPUArguments()
    var attention = Attention.auto
    var maxSequences: Int?
    var maxBatchedTokens: Int?
    var cacheGiB: Double?
    var maxModelLength: Int?
    var prefixCaching = true
    var logLevel = LogLevel.info

    struct Property: Hashable {
        var key: String
        var value: String
    }

    enum Attention: String, CaseIterable, CustomStringConvertible {
        case auto, paged, stateful
        var description: String { rawValue }
    }

    static var groups: [OptionGroup<ModelOptions>] { [group, NPUArguments.group.lifted(to: \.npu)] }

    static var group: OptionGroup<ModelOptions> {
        OptionGroup(
            title: "Model options",
            options: [
                .option(
                    "device", \.device, .text("DEVICE"), aliases: ["target-device"],
                    "OpenVINO device to run on: CPU, GPU, GPU.1, NPU, AUTO:GPU,CPU. See 'dazzle devices'."),
                .repeated(
                    "property", \.properties, .keyValue, "OpenVINO property, such as INFERENCE_PRECISION_HINT=f32."),
                .option(
                    "plugin-config", \.pluginConfiguration, .jsonObject, unset: "none",
                    "OpenVINO properties as JSON, with those of single devices under DEVICE_PROPERTIES."),
                .option(
                    "cache-dir", \.compileCache, .folder("FOLDER"), unset: "none",
                    "Keep compiled models here, so that the next start on an NPU or GPU is faster."),
                .repeated(
                    "register-plugin", \.plugins, .plugin, "Device with a plugin that OpenVINO does not bring along."),
                .option(
                    "attention", \.attention, .choice("KIND"),
                    "paged shares the KV cache between prompts; stateful runs the model as exported; auto picks."),
                .option(
                    "max-num-seqs", \.maxSequences, .integer(atLeast: 1, atMost: 65536), unset: "256",
                    "Sequences computed at once; others wait."),
                .option(
                    "max-num-batched-tokens", \.maxBatchedTokens, .integer(atLeast: 1, scaled: true),
                    unset: "what suits the device", "Tokens computed in one pass, for all sequences together."),
                .option(
                    "cache-size", \.cacheGiB, .number("GIB", above: 0, atMost: 65536),
                    unset: "what the sequences need, at most 4 and half of the free memory",
                    "Memory for the KV cache, in GiB."),
                .option(
                    "max-model-len", \.maxModelLength, .integer(atLeast: 1, scaled: true), unset: "the model's context",
                    "Longest prompt and answer together, in tokens."),
                .toggle(
                    "enable-prefix-caching", \.prefixCaching,
                    "Compute the common beginning of prompts once."),
                .option(
                    "log-level", \.logLevel, .choice("LEVEL"),
                    "What to tell on standard error: error, warning, info (progress) or debug (how the model was loaded)."
                ),
            ])
    }
}

extension ValueFormat where Value == ModelOptions.Property {
    static var keyValue: Self {
        ValueFormat(valueName: "KEY=VALUE", expectation: "a key, an equals sign and a value") { text in
            guard let split = text.firstIndex(of: "="), split > text.startIndex else { return nil }
            return .init(key: String(text[..<split]), value: String(text[text.index(after: split)...]))
        }
    }
}
