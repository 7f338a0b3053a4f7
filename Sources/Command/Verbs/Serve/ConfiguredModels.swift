internal import API
internal import Dazzle
internal import Repository
internal import Support

/// The models that a config.json names, each with the options of its graph.pbtxt where it has one.
struct ConfiguredModels {
    /// The file, or the folder that holds it.
    let path: String
    /// What the command line says, for all of them.
    let loading: LoadOptions

    struct Content {
        var plans: [ModelPlan]
        var warnings: [String]
    }

    private var file: String { FileKind.isFolder(path) ? path + "/config.json" : path }

    func read() throws -> Content {
        let configuration = try ServingConfiguration(contentsOf: file)
        var warnings = configuration.warnings
        let plans = try configuration.models.map { try plan($0, &warnings) }
        return Content(plans: plans, warnings: warnings)
    }

    /// Changes when one of the files does; people edit graphs too.
    func fingerprint() -> String {
        let configuration = try? ServingConfiguration(contentsOf: file)
        let graphs = (configuration?.models ?? []).compactMap { $0.graphCandidates.first(where: FileKind.exists) }
        return ([file] + graphs).map { FileFingerprint.ofContent($0)?.hexadecimal ?? "" }.joined(separator: " ")
    }

    private func plan(_ model: ServedModel, _ warnings: inout [String]) throws -> ModelPlan {
        var options = loading
        var folder = model.basePath
        var key = "\(folder) \(model.targetDevice ?? "") \(JSONValue.object(model.pluginConfig).written())"
        if let device = model.targetDevice { options.device = device }
        try options.apply(model.pluginConfig)
        if let path = model.graphCandidates.first(where: FileKind.exists) {
            let graph = try GraphFile(contentsOf: path)
            warnings += graph.warnings + GraphOptions(graph).unheeded
            folder = graph.modelsPath
            try GraphOptions(graph).apply(to: &options)
            key += " \(folder) \(FileFingerprint.ofContent(path)?.hexadecimal ?? "")"
        }
        return ModelPlan(names: [model.name], folder: folder, options: options, key: key)
    }
}

extension LoadOptions {
    /// Properties as config files write them; what was given before stays where nothing is said.
    mutating func apply(_ pluginConfig: JSONObject) throws(DazzleError) {
        let configured = try PluginConfiguration(pluginConfig)
        properties.merge(configured.properties(for: device)) { $1 }
        if device != "CPU" { visionProperties.merge(configured.ownProperties(of: "CPU")) { $1 } }
    }
}
