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

/// Between single quotes a shell takes everything but the quote itself as it stands.
func shellQuoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
}
