enum FishCompletion {
    static func script(_ commands: [CommandDescription]) -> String {
        let verbs = CommandGroup.firstWords(commands).map {
            "complete -c dazzle -n __fish_use_subcommand -f -a \($0.word) -d \(quoted($0.abstract))"
        }
        let groups = CommandGroup.all(commands)
        let seconds = groups.flatMap(\.members).map { command in
            "complete -c dazzle -n '__fish_seen_subcommand_from \(command.words[0]); and not "
                + "__fish_seen_subcommand_from \(command.words[1])' -f -a \(command.words[1]) "
                + "-d \(quoted(command.abstract))"
        }
        return """
            # fish completion for dazzle. Load it with: dazzle completions fish | source
            complete -c dazzle -n __fish_use_subcommand -f -l help -d 'Show help'
            complete -c dazzle -n __fish_use_subcommand -f -l version -d 'Show the version'
            \((verbs + seconds).joined(separator: "\n"))
            \(commands.flatMap { command($0, groups) }.joined(separator: "\n"))

            """
    }

    private static func command(_ command: CommandDescription, _ groups: [CommandGroup]) -> [String] {
        let seen = command.words.map { "__fish_seen_subcommand_from \($0)" }
        // The same word may be a command of its own and the second word of another.
        let others = groups.filter { command.words.count == 1 && $0.members.contains { $0.words[1] == command.name } }
            .map { "not __fish_seen_subcommand_from \($0.first)" }
        let condition = "complete -c dazzle -n '\((seen + others).joined(separator: "; and "))'"
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
