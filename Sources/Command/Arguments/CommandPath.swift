/// What the first words of a command line name. A command may have a name of several words, such as `bench serve`.
enum CommandPath {
    /// A command, and how many words its name took.
    case command(CommandDescription, length: Int)
    /// All commands that begin so: the line stops where one of them would have to be chosen.
    case group([CommandDescription])

    static func find(
        _ words: [String], in commands: [CommandDescription]
    ) throws(ArgumentError) -> CommandPath {
        if let command = commands.first(where: { words.starts(with: $0.words) }) {
            return .command(command, length: command.words.count)
        }
        let group = commands.filter { $0.words.count > 1 && $0.words.first == words.first }
        let isQuestion = words.count < 2 || ["--help", "-h"].contains(words[1])
        if !group.isEmpty, isQuestion { return .group(group) }
        let typed = words.prefix(group.isEmpty ? 1 : 2).joined(separator: " ")
        let names = group.isEmpty ? commands.map(\.name) + commands.compactMap(\.words.first) : group.map(\.name)
        throw .unknownCommand(typed, suggestion: nearest(to: typed, in: names))
    }
}

extension CommandDescription {
    /// The words that its name is made of.
    var words: [String] { name.split(separator: " ").map(String.init) }
}
