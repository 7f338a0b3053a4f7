/// Renders descriptions for a terminal of 80 columns.
struct HelpText {
    var style = TextStyle.plain

    private static let width = 80
    private static let column = 28

    /// Everything about one verb.
    func command(_ command: CommandDescription) -> String {
        var parts = ["dazzle \(command.name): \(command.abstract)."]
        parts += command.discussion.map { wrap($0, to: Self.width).joined(separator: "\n") }
        parts.append(section("Usage", [command.usage]))
        if !command.arguments.isEmpty {
            parts.append(section("Arguments", command.arguments.flatMap { entry($0.name, $0.help) }))
        }
        for group in command.groups {
            parts.append(section(group.title, group.options.flatMap { entry($0.signature, Self.explanation(of: $0)) }))
        }
        if !command.examples.isEmpty {
            parts.append(section("Examples", command.examples.flatMap(example)))
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// The list of verbs.
    func overview(_ commands: [CommandDescription]) -> String {
        let visible = commands.filter { !$0.isHidden }
        return [
            "dazzle: language models on OpenVINO, from the command line.",
            section("Usage", ["dazzle COMMAND [options] ..."]),
            section("Commands", visible.flatMap { entry($0.name, $0.abstract.capitalizedFirst + ".") }),
            section("Options", entry("--help", "Show this text.") + entry("--version", "Show the version.")),
            "'dazzle help COMMAND' explains a command and shows examples.",
        ].joined(separator: "\n\n") + "\n"
    }

    /// The help of an option with its default.
    static func explanation(of option: CommandDescription.Option) -> String {
        var text = option.help
        if option.isRepeatable { text += " May be given many times." }
        if let defaultText = option.defaultText { text += " Default: \(defaultText)." }
        return text
    }

    private func section(_ title: String, _ lines: [String]) -> String {
        ([style.bold(title + ":")] + lines.map { $0.isEmpty ? "" : "  " + $0 }).joined(separator: "\n")
    }

    private func entry(_ term: String, _ text: String) -> [String] {
        let indent = String(repeating: " ", count: Self.column)
        let lines = wrap(text, to: Self.width - Self.column - 2)
        guard term.count + 2 <= Self.column, let first = lines.first else { return [term] + lines.map { indent + $0 } }
        let padded = term + String(repeating: " ", count: Self.column - term.count)
        return [padded + first] + lines.dropFirst().map { indent + $0 }
    }

    private func example(_ example: CommandExample) -> [String] {
        wrap(example.explanation, to: Self.width - 2) + ["    " + example.command]
    }
}

/// Breaks text between words. A word longer than a line stands alone.
func wrap(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
        if !line.isEmpty, line.count + 1 + word.count > width {
            lines.append(line)
            line = ""
        }
        line += (line.isEmpty ? "" : " ") + word
    }
    return line.isEmpty ? lines : lines + [line]
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
