internal import API
internal import Dazzle
internal import Hub
internal import Support

/// The models that a command line names.
struct ServePlans {
    let options: ServeOptions
    let loading: LoadOptions
    /// Of `MODEL`.
    let folder: String?

    /// The folder of `MODEL`, which is pulled if it is no folder here but a model's name at a hub.
    static func folder(of options: ServeOptions, _ console: Console) async throws -> String? {
        guard let model = options.model, !FileKind.exists(model), let name = RepositoryName(model), name.hasOrganization
        else { return options.model }
        var pull = PullOptions()
        pull.source = options.hub.source
        pull.revision = options.hub.revision
        pull.repositoryFolder = options.hub.repositoryFolder
        return try await Pull.pull(name, pull, console).folder
    }

    /// `MODEL` under its folder's name or `--served-model-name`, and each `--model NAME=FOLDER`.
    func fromCommandLine() throws(Failure) -> [ModelPlan] {
        var plans: [ModelPlan] = []
        if let folder, let model = options.model {
            // A model of a hub keeps its whole name.
            let own = folder == model ? Self.lastPart(of: folder) : model
            plans.append(plan(options.names.isEmpty ? [own] : options.names, folder))
        }
        for named in options.models { plans.append(plan([named.name], named.folder)) }
        var known: Set<String> = []
        for name in plans.flatMap(\.names) where !known.insert(name).inserted {
            throw Failure("two models are named '\(name)'; give one of them another name with --model NAME=FOLDER")
        }
        return plans
    }

    private func plan(_ names: [String], _ folder: String) -> ModelPlan {
        ModelPlan(names: names, folder: folder, options: loading, key: folder)
    }

    private static func lastPart(of folder: String) -> String {
        folder.split(separator: "/").last.map(String.init) ?? folder
    }
}

/// `NAME=FOLDER`
struct NamedModel: Hashable {
    var name: String
    var folder: String
}

extension ValueFormat where Value == NamedModel {
    static var namedModel: Self {
        ValueFormat(
            valueName: "NAME=FOLDER", expectation: "a name, an equals sign and a folder", completion: .folder
        ) { text in
            let parts = text.split(separator: "=", maxSplits: 1)
            return parts.count == 2 ? .init(name: String(parts[0]), folder: String(parts[1])) : nil
        }
    }
}
