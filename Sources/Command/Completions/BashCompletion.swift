enum BashCompletion {
    static func script(_ commands: [CommandDescription]) -> String {
        let names = CommandGroup.firstWords(of: commands) + ["--help", "--version"]
        return """
            # bash completion for dazzle. Load it with: source <(dazzle completions bash)
            _dazzle() {
                local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
                COMPREPLY=()
                # Bash splits --name=value at the equals sign.
                if [ "$previous" = "=" ]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi
                if [ "$current" = "=" ]; then current="" previous=${COMP_WORDS[COMP_CWORD-1]}; fi
                if [ "$COMP_CWORD" -eq 1 ]; then
                    mapfile -t COMPREPLY < <(compgen -W \(shellQuoted(names.joined(separator: " "))) -- "$current")
                    return
                fi
                local verb=${COMP_WORDS[1]}
            \(CommandGroup.all(in: commands).map(group).joined())\
                case "$verb" in
            \(commands.map(command).joined(separator: "\n"))
                esac
            }
            complete -F _dazzle dazzle

            """
    }

    private static func group(_ group: CommandGroup) -> String {
        """
            if [ "$verb" = \(group.name) ]; then
                if [ "$COMP_CWORD" -eq 2 ]; then
                    \(reply(.words(group.words)))
                    return
                fi
                verb="$verb ${COMP_WORDS[2]}"
            fi

        """
    }

    private static func command(_ command: CommandDescription) -> String {
        let spellings = command.options.flatMap(\.spellings).joined(separator: " ")
        let values = command.options.filter { $0.valueName != nil }.map { option in
            "        --\(option.name)) \(reply(option.completion)); return ;;"
        }
        // Bash does not say which argument is wanted, so any that wants a path gets one.
        let kinds = command.arguments.map(\.completion).filter { $0 != .nothing }
        let words = kinds.compactMap { if case .words(let words) = $0 { words } else { nil } }.flatMap { $0 }
        let paths: ValueCompletion = kinds.contains(.file) ? .file : kinds.contains(.folder) ? .folder : .words(words)
        return """
                \(command.words.count > 1 ? shellQuoted(command.name) : command.name))
                    case "$previous" in
            \(values.map { "            " + $0.drop { $0 == " " } }.joined(separator: "\n"))
                    esac
                    case "$current" in
                        -*) \(reply(.words([spellings]))) ;;
                        *) \(reply(paths)) ;;
                    esac ;;
            """
            .split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
    }

    private static func reply(_ completion: ValueCompletion) -> String {
        let generator =
            switch completion {
            case .nothing: ":"
            case .words(let words): "compgen -W \(shellQuoted(words.joined(separator: " "))) -- \"$current\""
            case .file: "compgen -f -- \"$current\""
            case .folder: "compgen -d -- \"$current\""
            }
        let isPath = completion == .file || completion == .folder
        return generator == ":"
            ? ":" : (isPath ? "compopt -o filenames; " : "") + "mapfile -t COMPREPLY < <(\(generator))"
    }
}
