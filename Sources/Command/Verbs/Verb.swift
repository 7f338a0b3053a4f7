/// A command's table with the function that does it.
struct Verb {
    let description: CommandDescription
    /// Takes the words after the verb.
    let run: ([String], Console) async throws -> Void

    init<Options>(_ spec: CommandSpec<Options>, _ body: @escaping (Options, Console) async throws -> Void) {
        let description = spec.description
        self.description = description
        run = { words, console in
            switch try ArgumentParser.parse(words, by: spec) {
            case .help: try console.output.write(HelpText(style: console.outputStyle).command(description))
            case .run(let options): try await body(options, console)
            }
        }
    }
}
