/// The reference page, docs/cli.md, from the same tables as the help.
enum MarkdownReference {
    static func page(_ commands: [CommandDescription]) -> String {
        let visible = commands.filter { !$0.isHidden }
        let list = visible.map { "- [`dazzle \($0.name)`](#dazzle-\($0.words.joined(separator: "-"))): \($0.abstract)" }
        return """
            # Command reference

            <!-- Made by `dazzle help --markdown`. Change the tables in Sources/Command, then run `make docs`. -->

            \(list.joined(separator: "\n"))

            Options may be written with hyphens or underscores (`--top-p`, `--top_p`), and with a space or an equals sign
            before the value. Everything after `--` is taken as it stands.

            | exit status | meaning |
            |---|---|
            | 0 | done |
            | 1 | it failed; one sentence on standard error says why and what helps |
            | 2 | the command line is wrong |
            | 130 | interrupted with Ctrl-C |


            """ + visible.map(section).joined(separator: "\n")
    }

    private static func section(_ command: CommandDescription) -> String {
        var parts = ["## dazzle \(command.name)", command.abstract.capitalizedFirst + "."]
        parts += command.discussion
        parts.append("```\n\(command.usage)\n```")
        if !command.arguments.isEmpty {
            parts.append(table("argument", command.arguments.map { ($0.name, $0.help, "") }))
        }
        for group in command.groups {
            parts.append("### \(group.title)")
            parts.append(table("option", group.options.map(row)))
        }
        if !command.examples.isEmpty {
            parts.append("### Examples")
            parts += command.examples.map { "\($0.explanation)\n\n```sh\n\($0.command)\n```" }
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func row(_ option: CommandDescription.Option) -> (String, String, String) {
        (
            option.signature, option.help + (option.isRepeatable ? " May be given many times." : ""),
            option.defaultText ?? ""
        )
    }

    private static func table(_ head: String, _ rows: [(term: String, text: String, defaultText: String)]) -> String {
        let hasDefaults = rows.contains { !$0.defaultText.isEmpty }
        let lines = rows.map { row in
            "| `\(row.term)` | \(escape(row.text)) |" + (hasDefaults ? " \(escape(row.defaultText)) |" : "")
        }
        let title = hasDefaults ? "| \(head) | | default |\n|---|---|---|" : "| \(head) | |\n|---|---|"
        return ([title] + lines).joined(separator: "\n")
    }

    private static func escape(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
