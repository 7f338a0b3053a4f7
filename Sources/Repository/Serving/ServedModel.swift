package import Support

/// One entry of a configuration file. Paths are resolved: from the file's folder on.
package struct ServedModel: Sendable, Hashable {
    package enum List: String, Sendable, Hashable, CaseIterable {
        /// Of models, though one whose folder holds a graph is served by that graph.
        case models = "model_config_list"
        /// Of graphs.
        case graphs = "mediapipe_config_list"
    }

    package let list: List
    package let name: String
    /// The folder's path as written; nil stands for a folder of the model's name beside the file.
    package let writtenBasePath: String?
    package let basePath: String
    /// nil leaves it to `graphCandidates`.
    package let graphPath: String?
    /// nil leaves it to `subconfig.json` in the folder, if there is one.
    package let subconfigPath: String?
    package let targetDevice: String?
    package let pluginConfig: JSONObject
    /// The settings of models without a graph, as written.
    package let settings: JSONObject

    /// Where a graph may be: the first of them that exists is the one to read.
    package var graphCandidates: [String] {
        graphPath.map { [$0] } ?? ["graph.pbtxt", "1/graph.pbtxt"].map { ServingPaths.resolve($0, in: basePath) }
    }
}

extension ServedModel {
    /// Everything that an entry may say, and what its value has to be.
    static let modelKeys: [String: ConfigurationValue] = graphKeys.merging(
        [
            "batch_size": .textOrInteger, "shape": .textOrObject, "layout": .textOrObject, "nireq": .count,
            "precision": .text, "mean": .textOrNumbers, "scale": .textOrNumbers, "color_format": .text,
            "target_device": .text, "plugin_config": .pluginConfig, "model_version_policy": .object,
            "allow_cache": .flag, "custom_loader_options": .object,
        ], uniquingKeysWith: { first, _ in first })
    static let graphKeys: [String: ConfigurationValue] = [
        "name": .text, "base_path": .text, "graph_path": .text, "subconfig": .text,
    ]

    /// The keys that have a property of their own.
    private static let typedKeys = Set(graphKeys.keys).union(["target_device", "plugin_config"])

    init(_ object: JSONObject, in list: List, at place: String, reader: inout ConfigurationReader) throws(DazzleError) {
        let keys = list == .models ? Self.modelKeys : Self.graphKeys
        try reader.check(object, keys, at: place)
        guard let name = object["name"]?.stringValue, !name.isEmpty else {
            throw reader.failure("\(place) has no 'name'")
        }
        (self.list, self.name) = (list, name)
        writtenBasePath = object["base_path"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        let base = ServingPaths.resolve(writtenBasePath ?? "./\(name)", in: ServingPaths.folder(of: reader.path))
        basePath = base
        graphPath = object["graph_path"]?.stringValue.map { ServingPaths.resolve($0, in: base) }
        subconfigPath = object["subconfig"]?.stringValue.map { ServingPaths.resolve($0, in: base) }
        targetDevice = object["target_device"]?.stringValue
        pluginConfig =
            try object["plugin_config"].map { value throws(DazzleError) in
                try reader.pluginConfig(value, at: "\(place).plugin_config")
            } ?? JSONObject()
        settings = JSONObject(
            object.lazy.filter { !Self.typedKeys.contains($0.key) && keys[$0.key] != nil }.map { ($0.key, $0.value) })
    }
}
