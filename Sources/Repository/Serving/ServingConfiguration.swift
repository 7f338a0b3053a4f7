package import Support

/// A config.json: which models and graphs to serve. An edit leaves everything else in it as it is.
package struct ServingConfiguration: Sendable {
    package let file: ServingFile
    /// In the file's order, models before graphs.
    package let models: [ServedModel]
    package let monitoring: Monitoring
    /// Sentences about what the file says in vain.
    package let warnings: [String]
    let document: JSONObject

    package struct Monitoring: Sendable, Hashable {
        package var metricsEnabled: Bool?
        /// nil stands for the default ones.
        package var metrics: [String]?
    }

    package var path: String { file.path }

    package init(contentsOf path: String) throws(DazzleError) {
        let file = try ServingFile(reading: path)
        guard file.content != nil else {
            throw DazzleError(
                .modelNotFound, "\(path) does not exist; check --config_path, or create it with --add_to_config",
                parameter: "config_path")
        }
        try self.init(reading: file)
    }

    /// Also of a file that does not exist yet, and that saving will create.
    package init(editing path: String) throws(DazzleError) {
        try self.init(reading: try ServingFile(reading: path))
    }

    init(reading file: ServingFile) throws(DazzleError) {
        var reader = ConfigurationReader(path: file.path)
        let document = try Self.document(file, reader)
        try reader.check(document, Self.keys, at: "")
        var models: [ServedModel] = []
        for list in ServedModel.List.allCases { models += try Self.models(of: list, in: document, &reader) }
        monitoring = try Self.monitoring(document["monitoring"]?.objectValue ?? JSONObject(), &reader)
        (self.file, self.document, self.models) = (file, document, models)
        warnings = reader.summary
        try Self.requireUniqueNames(models, in: document, reader)
    }

    /// The keys without a reader of their own belong to parts of the model server that are not served here.
    private static let keys: [String: ConfigurationValue] = [
        "model_config_list": .list, "mediapipe_config_list": .list, "monitoring": .object,
        "pipeline_config_list": .list, "custom_loader_config_list": .list, "custom_node_library_config_list": .list,
    ]

    private static func document(
        _ file: ServingFile, _ reader: ConfigurationReader
    ) throws(DazzleError) -> JSONObject {
        guard let content = file.content else { return JSONObject([(ServedModel.List.models.rawValue, .array([]))]) }
        let value: JSONValue
        do {
            value = try JSONValue(parsing: content, limits: JSONLimits(depth: 64))
        } catch {
            throw reader.failure("\(error)")
        }
        guard let object = value.objectValue else { throw reader.failure("expected an object in braces") }
        return object
    }

    private static func models(
        of list: ServedModel.List, in document: JSONObject, _ reader: inout ConfigurationReader
    ) throws(DazzleError) -> [ServedModel] {
        var models: [ServedModel] = []
        for (index, item) in (document[list.rawValue]?.arrayValue ?? []).enumerated() {
            var place = "\(list.rawValue)[\(index)]"
            guard var entry = item.objectValue else { throw reader.failure("'\(place)' must be an object in braces") }
            if list == .models {
                try reader.check(entry, ["config": .object], at: place)
                guard let config = entry["config"]?.objectValue else {
                    throw reader.failure("'\(place)' has no 'config'")
                }
                (entry, place) = (config, place + ".config")
            }
            models.append(try ServedModel(entry, in: list, at: place, reader: &reader))
        }
        return models
    }

    private static func monitoring(
        _ object: JSONObject, _ reader: inout ConfigurationReader
    ) throws(DazzleError) -> Monitoring {
        try reader.check(object, ["metrics": .object], at: "monitoring")
        let metrics = object["metrics"]?.objectValue ?? JSONObject()
        try reader.check(metrics, ["enable": .flag, "metrics_list": .texts], at: "monitoring.metrics")
        return Monitoring(
            metricsEnabled: metrics["enable"]?.boolValue,
            metrics: metrics["metrics_list"]?.arrayValue?.compactMap(\.stringValue))
    }

    private static func requireUniqueNames(
        _ models: [ServedModel], in document: JSONObject, _ reader: ConfigurationReader
    ) throws(DazzleError) {
        var counts: [ServedModel.List: Int] = [:]
        var places: [ExactString: String] = [:]
        for model in models {
            let index = counts[model.list, default: 0]
            counts[model.list] = index + 1
            let place = "\(model.list.rawValue)[\(index)]"
            if let first = places.updateValue(place, forKey: ExactString(model.name)) {
                throw reader.failure("'\(place)' has the name '\(model.name)', which '\(first)' has already")
            }
        }
    }
}
