internal import Hub
internal import Repository
internal import Support

/// What a command line of OpenVINO Model Server asks for, in words of `dazzle`.
struct ModelServerLine {
    enum Action: Hashable {
        /// The words after `dazzle serve`.
        case serve([String])
        /// And writes a graph beside the model.
        case pull(PullOptions, RepositoryName)
        case add(name: String, path: String, configuration: String)
        case remove(name: String, configuration: String)
        case list(repository: String)
    }

    let action: Action
    /// Sentences about options that change nothing here.
    let notes: [String]
    let words: ModelServerWords

    private static let repositoryVariable = "OVMS_MODEL_REPOSITORY_PATH"

    init(_ line: [String], environment: [String: String]) throws {
        words = try ModelServerWords(line)
        notes = words.names.compactMap { name in
            if case .void(let reason) = ModelServerWords.meanings[name] {
                return "--\(name) changes nothing: \(reason)"
            }
            return ["tool_parser", "reasoning_parser"].contains(name) ? "--\(name) is not heeded here" : nil
        }
        let repository = words["model_repository_path"] ?? environment[Self.repositoryVariable]
        if let task = words["task"], task != "text_generation" {
            throw Failure(
                "--task \(task) is not served; only text_generation is, for models that read text and pictures")
        }
        if words.isOn("list_models") {
            guard let repository else { throw ArgumentError.missingArgument("--model_repository_path") }
            action = .list(repository: repository)
        } else if words["add_to_config"] != nil || words["remove_from_config"] != nil {
            action = try Self.configuration(words, repository)
        } else if words.isOn("pull") {
            guard let name = words["source_model"] ?? words["model_name"] else {
                throw ArgumentError.contradiction(
                    "source_model parameter is required for pull mode: name one with --source_model.")
            }
            guard let repository else {
                throw ArgumentError.contradiction(
                    "model_repository_path parameter is required for pull mode: name a folder with --model_repository_path."
                )
            }
            guard let name = RepositoryName(name) else {
                throw ArgumentError.badValue(
                    name: "--source_model", value: name,
                    expectation: "a model's name at a hub, such as OpenVINO/Qwen3-8B-int4-ov")
            }
            action = .pull(Self.pullOptions(words, repository), name)
        } else {
            action = .serve(try Self.serveWords(words, repository))
        }
    }

    private static func configuration(_ words: ModelServerWords, _ repository: String?) throws -> Action {
        let isNew = words["add_to_config"] != nil
        // Older releases gave the path as the option's value.
        let own = words[isNew ? "add_to_config" : "remove_from_config"].flatMap { $0 == "true" ? nil : $0 }
        guard let path = own ?? words["config_path"] ?? repository.map({ $0 + "/config.json" }) else {
            throw ArgumentError.missingArgument("--config_path")
        }
        guard let name = words["model_name"] else { throw ArgumentError.missingArgument("--model_name") }
        guard isNew else { return .remove(name: name, configuration: path) }
        guard let model = words["model_path"] ?? words["model_repository_path"].map({ $0 + "/" + name }) else {
            throw ArgumentError.missingArgument("--model_path")
        }
        return .add(name: name, path: model, configuration: path)
    }

    private static func pullOptions(_ words: ModelServerWords, _ repository: String) -> PullOptions {
        var options = PullOptions()
        options.repositoryFolder = repository
        options.gguf = words["gguf_filename"]
        options.overwrites = words.isOn("overwrite_models")
        return options
    }

    private static func serveWords(_ words: ModelServerWords, _ repository: String?) throws -> [String] {
        var result: [String] = []
        if let configuration = words["config_path"] {
            guard words["model_path"] == nil, words["model_name"] == nil else {
                throw ArgumentError.contradiction("Use either config_path or model_path with model_name.")
            }
            result += ["--config-path", configuration]
        } else if let folder = words["model_path"] ?? words["source_model"] {
            result.append(folder)
            if let name = words["model_name"] ?? words["source_model"] { result += ["--served-model-name", name] }
            if words["model_path"] == nil, let repository { result += ["--model-repository-path", repository] }
        } else {
            throw ArgumentError.contradiction(
                "Use config_path or model_path with model_name, or --source_model for a model at a hub.")
        }
        result += ["--host", words["rest_bind_address"]?.split(separator: ",").first.map(String.init) ?? "0.0.0.0"]
        for name in words.names {
            guard let value = words[name] else { continue }
            switch ModelServerWords.meanings[name] {
            case .serve(let option): result += ["--\(option)=\(value)"]
            case .serveToggle(let option):
                if value.lowercased() != "false" { result.append("--\(option)") }
                if value.lowercased() == "false", option == "enable-prefix-caching" { result.append("--no-\(option)") }
            default: result += own(name, value)
            }
        }
        return result
    }

    private static func own(_ name: String, _ value: String) -> [String] {
        switch name {
        case "allowed_media_domains", "allowed_origins":
            value.split(separator: ",").map { "--\(name.hyphenated)=\($0)" }
        case "log_level": ["--log-level=" + (["TRACE": "debug", "DEBUG": "debug"][value] ?? value.lowercased())]
        case "cache_size": value == "0" ? [] : ["--cache-size=\(value)"]
        case "kv_cache_precision": value.isEmpty ? [] : ["--property=KV_CACHE_PRECISION=\(value)"]
        default: []
        }
    }
}

extension String {
    fileprivate var hyphenated: String { String(map { $0 == "_" ? "-" : $0 }) }
}
