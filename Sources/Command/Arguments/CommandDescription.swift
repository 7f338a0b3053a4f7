/// A verb's table without its closures: what help, completions and the reference page are made of.
struct CommandDescription: Hashable {
    struct Option: Hashable {
        var name: String
        var valueName: String?
        var isInvertible: Bool
        var isRepeatable: Bool
        var completion: ValueCompletion
        var help: String
        var defaultText: String?
    }

    struct Group: Hashable {
        var title: String
        var options: [Option]
    }

    struct Argument: Hashable {
        var name: String
        var isOptional: Bool
        var isRepeatable: Bool
        var completion: ValueCompletion
        var help: String
    }

    var name: String
    var abstract: String
    var discussion: [String]
    var arguments: [Argument]
    var groups: [Group]
    var examples: [CommandExample]
    var isHidden: Bool

    /// What is typed for it.
    var words: [String] { name.split(separator: " ").map(String.init) }

    var options: [Option] { groups.flatMap(\.options) }

    /// `dazzle verb [options] FIRST [SECOND ...]`
    var usage: String {
        let words = arguments.map { argument in
            let name = argument.isRepeatable ? "\(argument.name) ..." : argument.name
            return argument.isOptional ? "[\(name)]" : name
        }
        return (["dazzle", name, "[options]"] + words).joined(separator: " ")
    }
}

extension CommandDescription.Option {
    /// Everything a person may type before the value.
    var spellings: [String] { isInvertible ? ["--\(name)", "--no-\(name)"] : ["--\(name)"] }

    /// As help lists it: `--name VALUE`.
    var signature: String { spellings.joined(separator: ", ") + (valueName.map { " \($0)" } ?? "") }

    static let help = Self(
        name: "help", valueName: nil, isInvertible: false, isRepeatable: false, completion: .nothing,
        help: "Show this text.", defaultText: nil)
}

extension CommandSpec {
    var description: CommandDescription {
        CommandDescription(
            name: name, abstract: abstract, discussion: discussion,
            arguments: arguments.map {
                .init(
                    name: $0.name, isOptional: $0.count != .one, isRepeatable: $0.count == .many,
                    completion: $0.completion, help: $0.help)
            },
            groups: groups.map { group in
                .init(
                    title: group.title,
                    options: group.options.map {
                        .init(
                            name: $0.name, valueName: $0.valueName, isInvertible: $0.isInvertible,
                            isRepeatable: $0.isRepeatable, completion: $0.completion, help: $0.help,
                            defaultText: $0.defaultText(initial))
                    })
            } + [.init(title: "Other options", options: [.help])],
            examples: examples, isHidden: isHidden)
    }
}
