#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import Dazzle
internal import Hub
internal import Repository
internal import Support

/// Does what a command line of OpenVINO Model Server asks for.
struct ModelServerRun {
    let line: ModelServerLine
    let console: Console

    func run() async throws {
        for note in line.notes { try console.errors.write("dazzle: \(note)\n") }
        switch line.action {
        case .serve(let words): try await Serve.verb.run(words, console)
        case .pull(let options, let name): try await pull(options, name)
        case .add(let name, let path, let file):
            let configuration = try ServingConfiguration(editing: file)
            try configuration.save(try configuration.adding(name: name, path: relative(path, to: file)))
            try console.output.write("Config updated: \(file)\n")
        case .remove(let name, let file):
            let configuration = try ServingConfiguration(contentsOf: file)
            try configuration.save(try configuration.removing(name: name))
            try console.output.write("Config updated: \(file)\n")
        case .list(let repository): try list(repository)
        }
    }

    private func pull(_ pull: PullOptions, _ name: RepositoryName) async throws {
        Signals.exitOnInterrupt()
        let folder = try await Pull.pull(name, pull, console).folder
        try console.output.write("Model: \(name) downloaded to: \(folder)\n")
        let path = folder + "/graph.pbtxt"
        guard !FileKind.exists(path) else {
            return try console.output.write("Graph: \(path) is there already and stays as it is\n")
        }
        _ = try GraphFile.create(try options(), at: path)
        try console.output.write("Graph: graph.pbtxt created in: \(folder)\n")
    }

    /// What the line says about serving the model, for its graph.
    private func options() throws -> LLMOptions {
        let words = line.words
        var options = LLMOptions()
        options.device = words["target_device"]
        options.enablePrefixCaching = words["enable_prefix_caching"] != "false"
        if let value = words["max_num_seqs"].flatMap({ UInt64($0) }) { options.maxNumSeqs = value }
        if let value = words["max_num_batched_tokens"].flatMap({ UInt64($0) }) { options.maxNumBatchedTokens = value }
        if let value = words["cache_size"].flatMap({ UInt64($0) }) { options.cacheSize = value }
        if let type = words["pipeline_type"].flatMap(LLMOptions.PipelineType.init) { options.pipelineType = type }
        options.toolParser = words["tool_parser"]
        options.reasoningParser = words["reasoning_parser"]
        var plugin =
            try words["plugin_config"].map { try JSONValue(parsing: $0).objectValue ?? JSONObject() } ?? JSONObject()
        if let length = words["max_prompt_len"].flatMap({ Int($0) }) { plugin["MAX_PROMPT_LEN"] = .int(length) }
        if let precision = words["kv_cache_precision"], !precision.isEmpty {
            plugin["KV_CACHE_PRECISION"] = .string(precision)
        }
        if let folder = words["cache_dir"] { plugin["CACHE_DIR"] = .string(folder) }
        options.pluginConfig = plugin
        return options
    }

    /// As the model server keeps it: from the file's folder on, where the model is below it.
    private func relative(_ path: String, to file: String) -> String {
        let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return !folder.isEmpty && path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
    }

    private func list(_ repository: String) throws {
        try console.output.write("Listing models in repository...\nModel repository path: \(repository)\n")
        for name in try models(below: repository, prefix: "", depth: 3).sorted() {
            try console.output.write(name + "\n")
        }
    }

    private func models(below folder: String, prefix: String, depth: Int) throws -> [String] {
        guard depth > 0 else { return [] }
        var found: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where !name.hasPrefix(".") {
            let path = "\(folder)/\(name)"
            guard FileKind.isFolder(path) else { continue }
            if FileKind.exists(path + "/graph.pbtxt") || FileKind.exists(path + "/openvino_tokenizer.xml") {
                found.append(prefix + name)
            } else {
                found += try models(below: path, prefix: prefix + name + "/", depth: depth - 1)
            }
        }
        return found
    }
}
