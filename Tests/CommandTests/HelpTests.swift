import Testing

@testable import Command

@Suite struct HelpTests {
    private let sample = Sample.spec.description

    @Test func explainsACommand() throws {
        try expectSnapshot(HelpText().command(sample), "help-sample.txt")
    }

    @Test func writesAReference() throws {
        try expectSnapshot(MarkdownReference.page([sample]), "reference-sample.md")
    }

    @Test(arguments: CompletionScript.allCases)
    func writesCompletions(_ shell: CompletionScript) throws {
        try expectSnapshot(shell.text(for: [sample]), "completions-sample.\(shell.rawValue)")
    }

    @Test func keepsHiddenCommandsOutOfSight() {
        var hidden = sample
        hidden.name = "hidden"
        hidden.isHidden = true
        let texts =
            [HelpText().overview([sample, hidden]), MarkdownReference.page([sample, hidden])]
            + CompletionScript.allCases.map { $0.text(for: [sample, hidden]) }
        #expect(texts.allSatisfy { !$0.contains("hidden") && $0.contains("sample") })
    }

    @Test func emphasisesHeadingsOnATerminal() {
        let text = HelpText(style: .ansi).command(sample)
        #expect(text.contains("\u{1B}[1mUsage:\u{1B}[0m"))
    }

    @Test(arguments: CommandLineFront.standard.verbs.map(\.description.name))
    func fitsEightyColumns(_ name: String) async {
        let recorded = RecordedConsole()
        let words = ["help"] + name.split(separator: " ").map(String.init)
        #expect(await CommandLineFront.standard.run(words, recorded.console) == ExitCode.success)
        let tooLong = recorded.output.text.split(separator: "\n").filter { $0.count > 80 && !$0.hasPrefix("    ") }
        #expect(tooLong.isEmpty)
    }

    @Test(arguments: CommandLineFront.standard.verbs.map(\.description))
    func describesEveryOption(_ command: CommandDescription) {
        #expect(!command.abstract.hasSuffix("."))
        let names = command.options.flatMap(\.spellings)
        #expect(Set(names).count == names.count)
        for option in command.options {
            #expect(option.help.hasSuffix("."), "--\(option.name)")
            #expect(!option.name.contains("_"))
        }
    }

    @Test(arguments: [("a bb ccc", 4, ["a bb", "ccc"]), ("", 4, []), ("abcdef g", 3, ["abcdef", "g"])])
    func wrapsBetweenWords(_ text: String, _ width: Int, _ lines: [String]) {
        #expect(wrap(text, to: width) == lines)
    }
}
