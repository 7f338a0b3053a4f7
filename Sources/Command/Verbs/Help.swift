internal import API

/// `dazzle help [COMMAND]`, and the reference pages.
struct Help {
    var command: [String] = []
    var markdown = false
    var http = false

    static var spec: CommandSpec<Help> {
        CommandSpec(
            name: "help", abstract: "explain a command",
            arguments: [.many(\.command, .text("COMMAND"), "The command to explain; without it, all are listed.")],
            groups: [
                OptionGroup(
                    title: "Options",
                    options: [
                        .flag("markdown", \.markdown, "Print the reference of all commands as Markdown."),
                        .flag("http", \.http, "Print the reference of the server's routes as Markdown."),
                    ])
            ],
            initial: Help(),
            complaint: { ($0.markdown || $0.http) && !$0.command.isEmpty ? "The reference is for all at once." : nil })
    }

    func run(_ commands: [CommandDescription], _ console: Console) throws {
        if http { return try console.output.write(MarkdownPage.page()) }
        if markdown { return try console.output.write(MarkdownReference.page(commands)) }
        let text = HelpText(style: console.outputStyle)
        if command.isEmpty { return try console.output.write(text.overview(commands)) }
        guard let description = commands.first(where: { $0.words == command }) else {
            throw ArgumentError.unknownCommand(command, in: commands)
        }
        try console.output.write(text.command(description))
    }
}
