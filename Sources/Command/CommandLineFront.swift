internal import Dazzle
internal import Support

/// Finds the verb, runs it, and turns whatever goes wrong into a sentence and a status.
struct CommandLineFront {
    static let version = "0.1.0"

    var verbs: [Verb]

    /// All that `dazzle` can do.
    static var standard: CommandLineFront {
        CommandLineFront(verbs: [
            Serve.verb, Generate.verb, ChatVerb.verb, Pull.verb, TemplateVerb.verb, Devices.verb, Health.verb,
            BenchServe.verb,
        ])
        .withHelp
    }

    /// Help and completions know every verb, themselves included.
    private var withHelp: CommandLineFront {
        let descriptions = verbs.map(\.description) + [Completions.spec.description, Help.spec.description]
        return CommandLineFront(
            verbs: verbs + [
                Verb(Completions.spec) { try $0.run(descriptions, $1) },
                Verb(Help.spec) { try $0.run(descriptions, $1) },
            ])
    }

    /// - Parameter words: what follows the program's name.
    func run(_ words: [String], _ console: Console) async -> Int32 {
        do {
            try await dispatch(words, console)
            return ExitCode.success
        } catch let error as ArgumentError {
            report(error, words, console)
            return ExitCode.usage
        } catch let error as OutputClosed where error.reason == nil {
            return ExitCode.success
        } catch is CancellationError {
            return ExitCode.interrupted
        } catch {
            say("\(error)", console)
            return ExitCode.failure
        }
    }

    private func dispatch(_ words: [String], _ console: Console) async throws {
        guard let first = words.first, first != "--help", first != "-h" else {
            return try console.output.write(HelpText(style: console.outputStyle).overview(verbs.map(\.description)))
        }
        if first == "--version" {
            return try console.output.write("dazzle \(Self.version) (OpenVINO \(Device.runtimeVersion))\n")
        }
        if let verb = verb(of: words) {
            var words = Array(words.dropFirst(verb.description.words.count))
            if verb.description.name == ServeOptions.spec.name {
                let taken = VLLMFlags.taken(from: words)
                for note in taken.notes { try console.errors.write("dazzle: \(note)\n") }
                words = taken.words
            }
            return try await verb.run(words, console)
        }
        let group = verbs.map(\.description).filter { $0.words.count > 1 && $0.words.first == first }
        if !group.isEmpty, words.count > 1, ["--help", "-h"].contains(words[1]) {
            return try console.output.write(HelpText(style: console.outputStyle).overview(group))
        }
        if ModelServerWords.areIn(words) {
            let line = try ModelServerLine(words, environment: console.environment)
            return try await ModelServerRun(line: line, console: console).run()
        }
        if first.hasPrefix("-") {
            throw ArgumentError.unknownOption(first, suggestion: nearest(to: first, in: ["--help", "--version"]))
        }
        throw ArgumentError.unknownCommand(words.prefix(group.isEmpty ? 1 : 2), in: verbs.map(\.description))
    }

    /// The verb that a line begins with.
    private func verb(of words: [String]) -> Verb? { verbs.first { words.starts(with: $0.description.words) } }

    private func report(_ error: ArgumentError, _ words: [String], _ console: Console) {
        let verb = verb(of: words)?.description
        say("\(error)", verb: verb?.name, console)
        let hint =
            verb.map { "Usage: \($0.usage)\n'dazzle help \($0.name)' explains it." }
            ?? "'dazzle help' lists the commands."
        try? console.errors.write(hint + "\n")
    }

    private func say(_ message: String, verb: String? = nil, _ console: Console) {
        let name = verb.map { "dazzle \($0)" } ?? "dazzle"
        // Where standard error is closed too, the status has to do.
        try? console.errors.write(console.errorStyle.red("\(name):") + " \(message)\n")
    }
}
