/// A script that teaches a shell to complete `dazzle` command lines.
enum CompletionScript: String, CaseIterable {
    case bash, zsh, fish

    func text(for commands: [CommandDescription]) -> String {
        let visible = commands.filter { !$0.isHidden }
        return switch self {
        case .bash: BashCompletion.script(visible)
        case .zsh: ZshCompletion.script(visible)
        case .fish: FishCompletion.script(visible)
        }
    }
}

/// Commands of two words that share the first.
struct CommandGroup {
    var name: String
    var commands: [CommandDescription]

    /// The second words.
    var words: [String] { commands.compactMap { $0.words.dropFirst().first } }

    static func all(in commands: [CommandDescription]) -> [CommandGroup] {
        firstWords(of: commands).compactMap { name in
            let members = commands.filter { $0.words.count > 1 && $0.words.first == name }
            return members.isEmpty ? nil : CommandGroup(name: name, commands: members)
        }
    }

    /// What may stand right after `dazzle`, each once.
    static func firstWords(of commands: [CommandDescription]) -> [String] {
        commands.reduce(into: []) { result, command in
            if let word = command.words.first, !result.contains(word) { result.append(word) }
        }
    }
}

/// Between single quotes a shell takes everything but the quote itself as it stands.
func shellQuoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
}
