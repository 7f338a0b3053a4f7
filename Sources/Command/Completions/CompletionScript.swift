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

/// Commands by their first word, as they are typed.
struct CommandGroup {
    /// The first words of all commands, in order.
    static func firstWords(_ commands: [CommandDescription]) -> [(word: String, abstract: String)] {
        var words: [(word: String, abstract: String)] = []
        for command in commands {
            guard let word = command.words.first, !words.contains(where: { $0.word == word }) else { continue }
            words.append((word, command.abstract))
        }
        return words
    }

    /// Commands whose names have two words, under the first of them.
    static func all(_ commands: [CommandDescription]) -> [CommandGroup] {
        firstWords(commands).compactMap { first in
            let members = commands.filter { $0.words.count == 2 && $0.words[0] == first.word }
            return members.isEmpty ? nil : CommandGroup(first: first.word, members: members)
        }
    }

    var first: String
    var members: [CommandDescription]
}

/// Between single quotes a shell takes everything but the quote itself as it stands.
func shellQuoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
}
