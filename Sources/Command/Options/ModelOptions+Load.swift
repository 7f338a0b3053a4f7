internal import Dazzle
internal import Support

extension ModelOptions {
    /// What is wrong with them, beyond what each option says for itself.
    var complaint: String? {
        do throws(DazzleError) {
            _ = try PluginConfiguration(pluginConfiguration ?? JSONObject())
        } catch {
            return "--plugin-config: \(error.message.dropFirst("plugin_config: ".count))."
        }
        return nil
    }

    var loadOptions: LoadOptions {
        for plugin in plugins { Device.register(plugin.device, plugin: plugin.path) }
        var options = LoadOptions()
        options.device = device
        // What is wrong with it has been complained of.
        let configured = (try? PluginConfiguration(pluginConfiguration ?? JSONObject())) ?? PluginConfiguration()
        // The last of equal keys wins, as with every option.
        let own = Dictionary(properties.map { ($0.key, $0.value) }) { $1 }
        options.properties = configured.properties(for: device).merging(own) { $1 }
        options.visionProperties = device == "CPU" ? [:] : configured.ownProperties(of: "CPU")
        options.compileCache = compileCache
        options.npu = npu.options
        if !prefixCaching { options.npu.reuse = .none }
        options.attention = LoadOptions.Attention(rawValue: attention.rawValue) ?? .automatic
        if let maxSequences { options.maxSequences = maxSequences }
        options.maxBatchedTokens = maxBatchedTokens
        options.maxModelLength = maxModelLength
        options.cacheBytes = cacheGiB.map { Int($0 * Double(1 << 30)) }
        options.prefixCaching = prefixCaching
        return options
    }

    /// Loads the model and says at level debug what came of it; large ones take long enough to say so before.
    func load(_ folder: String, _ console: Console) async throws -> LanguageModel {
        Log.level = logLevel.library
        let start = ContinuousClock.now
        let options = loadOptions
        let notice = LoadingNotice(folder, options) { line in
            if logLevel >= .info { try? console.errors.write("dazzle: \(line)\n") }
        }
        defer { notice.end() }
        let model = try await LanguageModel.load(folder, options: options)
        if logLevel >= .debug {
            let seconds = decimal(start.duration(to: .now) / .seconds(1))
            let info = model.info
            try? console.errors.write(
                "dazzle: \(info.name) (\(info.type)) on \(info.device): context \(info.contextLength), "
                    + "KV cache \(info.cacheTokens) tokens, loaded in \(seconds) s\n")
        }
        return model
    }
}
