import Testing

@testable import Command

@Suite struct CommandLineFrontTests {
    private static func run(_ words: [String], _ verbs: [Verb] = []) async -> (Int32, RecordedConsole) {
        let recorded = RecordedConsole()
        let front = verbs.isEmpty ? CommandLineFront.standard : CommandLineFront(verbs: verbs)
        return (await front.run(words, recorded.console), recorded)
    }

    private static func verb(_ body: @escaping @Sendable (Sample, Console) async throws -> Void) -> Verb {
        Verb(Sample.spec, body)
    }

    @Test(arguments: [[], ["--help"], ["-h"], ["help"]])
    func listsCommands(_ words: [String]) async {
        let (status, recorded) = await Self.run(words)
        #expect(status == 0)
        #expect(recorded.output.text.contains("  completions "))
        #expect(recorded.errors.text.isEmpty)
    }

    @Test func tellsItsVersion() async {
        let (status, recorded) = await Self.run(["--version"])
        #expect(status == 0)
        #expect(recorded.output.text.hasPrefix("dazzle \(CommandLineFront.version) (OpenVINO 2"))
        #expect(recorded.output.text.hasSuffix(")\n"))
    }

    @Test(arguments: [
        (["halp"], "dazzle: there is no command 'halp'. Did you mean 'help'?"),
        (["--versoin"], "dazzle: there is no option --versoin. Did you mean --version?"),
        (["help", "halp"], "dazzle help: there is no command 'halp'. Did you mean 'help'?"),
        (["completions"], "dazzle completions: SHELL is missing."),
        (["completions", "csh"], "dazzle completions: SHELL does not take 'csh': expected one of bash, zsh, fish."),
    ])
    func explainsMisuse(_ words: [String], _ sentence: String) async {
        let (status, recorded) = await Self.run(words)
        #expect(status == 2)
        #expect(recorded.errors.text.split(separator: "\n").first.map(String.init) == sentence)
        #expect(recorded.output.text.isEmpty)
    }

    @Test func reportsFailuresInOneSentence() async {
        let failing = Self.verb { _, _ in throw Failure("no folder 'x'; give another") }
        let (status, recorded) = await Self.run(["sample", "x"], [failing])
        #expect(status == 1)
        #expect(recorded.errors.text == "dazzle: no folder 'x'; give another\n")
    }

    @Test func interruptionHasItsOwnStatus() async {
        let (status, recorded) = await Self.run(["sample", "x"], [Self.verb { _, _ in throw CancellationError() }])
        #expect(status == 130)
        #expect(recorded.errors.text.isEmpty)
    }

    @Test func aReaderThatLeavesIsNoFailure() async {
        let verb = Self.verb { _, console in while true { try console.output.write("line\n") } }
        let output = RecordedOutput(closesAfter: 20)
        let recorded = RecordedConsole(output: output)
        #expect(await CommandLineFront(verbs: [verb]).run(["sample", "x"], recorded.console) == 0)
        #expect(output.text.hasPrefix("line\nline\n"))
        #expect(recorded.errors.text.isEmpty)
    }

    @Test func showsAVerbsHelp() async {
        let verb = Self.verb { _, _ in Issue.record("ran") }
        let (status, recorded) = await Self.run(["sample", "--help"], [verb])
        #expect(status == 0)
        #expect(recorded.output.text == HelpText().command(Sample.spec.description))
    }
}
