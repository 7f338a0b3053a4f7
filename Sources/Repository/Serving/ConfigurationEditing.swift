package import Support

extension ServingConfiguration {
    /// The file's text with one model more. `settings` are further keys of the entry, such as `target_device`.
    /// A model of the same name is refused, unless it is to be replaced, in its place.
    package func adding(
        name: String, path: String, settings: JSONObject = JSONObject(), replacing: Bool = false
    ) throws(DazzleError) -> String {
        let place = place(of: name)
        let entry = try entry(name: name, path: path, settings: settings, in: place?.list ?? .models)
        guard let place else {
            var document = document
            let items = document[ServedModel.List.models.rawValue]?.arrayValue ?? []
            document[ServedModel.List.models.rawValue] = .array(items + [["config": .object(entry)]])
            return written(document)
        }
        guard replacing else {
            throw DazzleError(
                .invalidOption,
                "Given model name is already occupied: \(self.path) lists '\(name)'; remove it first with"
                    + " --remove_from_config, or choose another --model_name", parameter: "model_name")
        }
        return written(
            place.list, at: place.index, as: place.list == .models ? ["config": .object(entry)] : .object(entry))
    }

    /// The file's text without that model.
    package func removing(name: String) throws(DazzleError) -> String {
        guard let place = place(of: name) else {
            let names = models.prefix(8).map { "'\($0.name)'" }.joined(separator: ", ")
            throw DazzleError(
                .invalidOption,
                "Model with requested name is not found: \(path) lists no '\(name)'; choose one of its names:"
                    + " \(names.isEmpty ? "it has none" : names)", parameter: "model_name")
        }
        return written(place.list, at: place.index, as: nil)
    }

    /// Replaces the file, unless somebody changed it since it was read.
    @discardableResult
    package func save(_ text: String) throws(DazzleError) -> ServingConfiguration {
        try ServingConfiguration(reading: try file.replace(with: text.utf8))
    }

    private func entry(
        name: String, path: String, settings: JSONObject, in list: ServedModel.List
    ) throws(DazzleError) -> JSONObject {
        var entry = JSONObject([("name", .string(name)), ("base_path", .string(path))])
        for (key, value) in settings { entry[key] = value }
        var reader = ConfigurationReader(path: self.path)
        _ = try ServedModel(entry, in: list, at: "the new entry", reader: &reader)
        guard let warning = reader.warnings.first else { return entry }
        throw DazzleError(.invalidOption, warning)
    }

    private func place(of name: String) -> (list: ServedModel.List, index: Int)? {
        for list in ServedModel.List.allCases {
            let entries = models.filter { $0.list == list }
            let index = entries.firstIndex { ExactString($0.name) == ExactString(name) }
            if let index { return (list, index) }
        }
        return nil
    }

    /// With another entry in that place, or with none.
    private func written(_ list: ServedModel.List, at index: Int, as entry: JSONValue?) -> String {
        var document = document
        var items = document[list.rawValue]?.arrayValue ?? []
        items.replaceSubrange(index...index, with: entry.map { [$0] } ?? [])
        document[list.rawValue] = .array(items)
        return written(document)
    }

    private func written(_ document: JSONObject) -> String {
        JSONValue.object(document).written(as: JSONFormat(indent: indent)) + "\n"
    }

    /// What the file indents its first line by.
    private var indent: String {
        let lines = (file.content ?? []).prefix(4096).split(separator: 0x0A).dropFirst()
        let blanks = lines.first?.prefix { $0 == 0x20 || $0 == 0x09 } ?? []
        return (1...8).contains(blanks.count) ? String(decoding: blanks, as: UTF8.self) : "    "
    }
}
