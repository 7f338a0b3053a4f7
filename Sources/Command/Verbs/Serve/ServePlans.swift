internal import API
internal import Dazzle
internal import Support

/// The models that a command line names.
struct ServePlans {
    let options: ServeOptions
    let loading: LoadOptions

    /// `MODEL` under its folder's name or `--served-model-name`, and each `--model NAME=FOLDER`.
    func fromCommandLine() throws(Failure) -> [ModelPlan] {
        var plans: [ModelPlan] = []
        if let folder = options.model {
            plans.append(plan(options.names.isEmpty ? [Self.lastPart(of: folder)] : options.names, folder))
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
