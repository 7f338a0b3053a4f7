enum FishCompletion {
    static func script(_ commands: [CommandDescription]) -> String {
        let verbs =
            commands.filter { $0.words.count == 1 }.map {
                "complete -c dazzle -n __fish_use_subcommand -f -a \($0.name) -d \(quoted($0.abstract))"
            } + CommandGroup.all(in: commands).flatMap(group)
        return """
            # fish completion for dazzle. Load it with: dazzle completions fish | source
            complete -c dazzle -n __fish_use_subcommand -f -l help -d 'Show help'
            complete -c dazzle -n __fish_use_subcommand -f -l version -d 'Show the version'
            \(verbs.joined(separator: "\n"))
            \(commands.flatMap(command).joined(separator: "\n"))

            """
    }

    private static func group(_ group: CommandGroup) -> [String] {
        let all = group.words.joined(separator: " ")
        let condition = "'__fish_seen_subcommand_from \(group.name); and not __fish_seen_subcommand_from \(all)'"
        return ["complete -c dazzle -n __fish_use_subcommand -f -a \(group.name) -d \(quoted(all))"]
            + zip(group.words, group.commands).map { word, command in
                "complete -c dazzle -n \(condition) -f -a \(word) -d \(quoted(command.abstract))"
            }
    }

    private static func command(_ command: CommandDescription) -> [String] {
        let words = command.words.map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and ")
        let condition = "complete -c dazzle -n '\(words)'"
        let options = command.options.flatMap { option in
            option.spellings.map { spelling in
                let value = option.valueName == nil ? "-f" : "-r " + action(option.completion)
                return "\(condition) -l \(spelling.dropFirst(2)) \(value) -d \(quoted(option.help))"
            }
        }
        let arguments = command.arguments.map { "\(condition) \(action($0.completion))" }
        return options + arguments
    }

    private static func action(_ completion: ValueCompletion) -> String {
        switch completion {
        case .nothing: "-f"
        case .words(let words): "-f -a \(quoted(words.joined(separator: " ")))"
        case .file: "-F"
        case .folder: "-f -a '(__fish_complete_directories)'"
        }
    }

    /// Fish, unlike the others, knows escapes inside single quotes.
    private static func quoted(_ text: String) -> String {
        "'"
            + text.reduce(into: "") { result, character in
                if "'\\".contains(character) { result.append("\\") }
                result.append(character)
            } + "'"
    }
}
