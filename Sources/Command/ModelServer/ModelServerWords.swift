/// A command line as OpenVINO Model Server reads it: long options only, values after a space or an equals sign.
struct ModelServerWords {
    /// What an option of that program is here.
    enum Meaning: Hashable {
        /// The same as an option of `dazzle serve`.
        case serve(String)
        /// True or false after it, or alone: an on-off option of `dazzle serve`.
        case serveToggle(String)
        /// Read by `ModelServerLine` itself.
        case own
        /// The same without a value.
        case ownFlag
        /// Has no meaning here; the sentence says why.
        case void(String)
    }

    static let meanings: [String: Meaning] = [
        "rest_port": .serve("port"), "cache_dir": .serve("cache-dir"), "config_path": .own, "model_path": .own,
        "model_name": .own, "source_model": .own, "model_repository_path": .own, "rest_bind_address": .own,
        "file_system_poll_wait_seconds": .serve("file-system-poll-wait-seconds"),
        "allowed_media_domains": .own, "allowed_local_media_path": .serve("allowed-local-media-path"),
        "allow_credentials": .serveToggle("allow-credentials"), "allowed_origins": .own,
        "api_key_file": .serve("api-key-file"), "log_level": .own, "target_device": .serve("device"),
        "plugin_config": .serve("plugin-config"), "max_num_seqs": .serve("max-num-seqs"),
        "max_num_batched_tokens": .serve("max-num-batched-tokens"), "cache_size": .own,
        "enable_prefix_caching": .serveToggle("enable-prefix-caching"), "max_prompt_len": .serve("max-prompt-len"),
        "kv_cache_precision": .own, "pull": .ownFlag, "add_to_config": .own, "remove_from_config": .own,
        "list_models": .ownFlag, "overwrite_models": .ownFlag, "gguf_filename": .own, "task": .own,
        "pipeline_type": .own, "tool_parser": .own, "reasoning_parser": .own,
        "port": .void("there is no gRPC server"), "grpc_bind_address": .void("there is no gRPC server"),
        "grpc_workers": .void("there is no gRPC server"),
        "rest_workers": .void("requests need no threads of their own"),
        "metrics_enable": .void("/metrics is always there"), "metrics_list": .void("/metrics shows everything"),
        "dynamic_split_fuse": .void("prompts are always computed in pieces where that helps"),
        "log_path": .void("the log goes to standard error"), "cpu_extension": .void("extensions are not loaded"),
        "model_distribution_policy": .void("use --plugin_config"), "nireq": .void("requests are batched"),
        "weight-format": .void("models are taken as they are at the hub"),
        "extra_quantization_params": .void("models are taken as they are at the hub"),
        "draft_source_model": .void("there is no speculative decoding"),
        "enable_tool_guided_generation": .void("tools do not guide the generation"),
        "verbose_response": .void("use --log-prompts with dazzle serve"),
    ]

    private(set) var values: [String: String] = [:]
    /// In the order in which they were typed.
    private(set) var names: [String] = []

    /// Whether a line is of this kind: nothing but options, of which at least one is that program's.
    static func areIn(_ words: [String]) -> Bool {
        words.first?.hasPrefix("--") == true && words.contains { name($0).map { meanings[$0] != nil } ?? false }
    }

    init(_ words: [String]) throws(ArgumentError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            guard let name = Self.name(word) else { throw .unexpectedArgument(word) }
            guard let meaning = Self.meanings[name] else {
                throw .unknownOption(
                    "--" + name, suggestion: nearest(to: "--" + name, in: Self.meanings.keys.map { "--" + $0 }))
            }
            names.append(name)
            if let equals = word.firstIndex(of: "=") {
                values[name] = String(word[word.index(after: equals)...])
            } else if let next = rest.first, !next.hasPrefix("--"), meaning != .ownFlag {
                values[name] = next
                rest.removeFirst()
            } else {
                // Bare, as a switch may be.
                values[name] = "true"
            }
        }
    }

    private static func name(_ word: String) -> String? {
        guard word.hasPrefix("--") else { return nil }
        let typed = String(word.dropFirst(2).prefix { $0 != "=" })
        if meanings[typed] != nil { return typed }
        return String(typed.map { $0 == "-" ? "_" : $0 })
    }

    subscript(name: String) -> String? { values[name] }

    func isOn(_ name: String) -> Bool { values[name].map { $0.lowercased() != "false" } ?? false }
}
