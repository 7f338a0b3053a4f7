/// `dazzle completions SHELL`
struct Completions {
    var shell: CompletionScript?

    static var spec: CommandSpec<Completions> {
        CommandSpec(
            name: "completions", abstract: "print a script that makes a shell complete dazzle's options",
            arguments: [.required(\.shell, .choice("SHELL"), "bash, zsh or fish.")],
            examples: [
                CommandExample("source <(dazzle completions bash)", "Complete in this bash or zsh session:"),
                CommandExample(
                    "dazzle completions fish > ~/.config/fish/completions/dazzle.fish", "Complete in fish from now on:"),
            ],
            initial: Completions())
    }

    func run(_ commands: [CommandDescription], _ console: Console) throws {
        guard let shell else { throw ArgumentError.missingArgument("SHELL") }
        try console.output.write(shell.text(for: commands))
    }
}
