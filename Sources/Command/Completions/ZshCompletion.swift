enum ZshCompletion {
    static func script(_ commands: [CommandDescription]) -> String {
        """
        #compdef dazzle
        # zsh completion for dazzle. Save it as _dazzle in a folder of $fpath, or: source <(dazzle completions zsh)
        _dazzle() {
            local -a verbs
            verbs=(
        \(names(commands).map { "        " + $0 }.joined(separator: "\n"))
            )
            if (( CURRENT == 2 )); then
                _describe -t commands command verbs
                return
            fi
            local verb=${words[2]}
            shift words
            (( CURRENT-- ))
        \(CommandGroup.all(in: commands).map(group).joined())\
            case "$verb" in
        \(commands.map(command).joined(separator: "\n"))
            esac
        }
        compdef _dazzle dazzle

        """
    }

    private static func names(_ commands: [CommandDescription]) -> [String] {
        let groups = CommandGroup.all(in: commands)
        return commands.filter { $0.words.count == 1 }.map { entry($0.name, $0.abstract) }
            + groups.map { entry($0.name, $0.words.joined(separator: ", ")) }
    }

    private static func entry(_ word: String, _ text: String) -> String { shellQuoted("\(word):\(escape(text))") }

    private static func group(_ group: CommandGroup) -> String {
        let entries = zip(group.words, group.commands).map { "            " + entry($0, $1.abstract) }
        return """
                if [[ $verb == \(group.name) ]]; then
                    verbs=(
            \(entries.joined(separator: "\n"))
                    )
                    if (( CURRENT == 2 )); then
                        _describe -t commands command verbs
                        return
                    fi
                    verb="$verb ${words[2]}"
                    shift words
                    (( CURRENT-- ))
                fi

            """
    }

    private static func command(_ command: CommandDescription) -> String {
        let lines = command.options.flatMap(option) + command.arguments.enumerated().map(argument)
        return """
                    \(command.words.count > 1 ? shellQuoted(command.name) : command.name))
                        _arguments -s \\
            \(lines.map { "                \($0)" }.joined(separator: " \\\n")) ;;
            """
    }

    private static func option(_ option: CommandDescription.Option) -> [String] {
        option.spellings.map { spelling in
            let star = option.isRepeatable ? "*" : ""
            let equals = option.valueName == nil ? "" : "="
            let value = option.valueName.map { ":\($0):\(action(option.completion))" } ?? ""
            return shellQuoted("\(star)\(spelling)\(equals)[\(escape(option.help))]\(value)")
        }
    }

    private static func argument(_ place: Int, _ argument: CommandDescription.Argument) -> String {
        let position = argument.isRepeatable ? "*" : "\(place + 1)"
        let separator = argument.isOptional && !argument.isRepeatable ? "::" : ":"
        return shellQuoted("\(position)\(separator)\(argument.name):\(action(argument.completion))")
    }

    private static func action(_ completion: ValueCompletion) -> String {
        switch completion {
        case .nothing: " "
        case .words(let words): "(\(words.joined(separator: " ")))"
        case .file: "_files"
        case .folder: "_files -/"
        }
    }

    private static func escape(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if "[]:\\".contains(character) { result.append("\\") }
            result.append(character)
        }
    }
}
