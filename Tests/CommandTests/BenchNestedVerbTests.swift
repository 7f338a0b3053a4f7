import Testing

@testable import Command

/// Commands whose names have two words.
@Suite struct BenchNestedVerbTests {
    private static func verb(_ name: String) -> Verb {
        var spec = Sample.spec
        spec.name = name
        return Verb(spec) { options, console in try console.output.write("\(name) \(options.folder ?? "")\n") }
    }

    private static var front: CommandLineFront {
        CommandLineFront(verbs: ["serve", "bench serve", "bench start"].map(verb))
    }

    private static func run(_ words: String...) async -> (Int32, String, String) {
        let recorded = RecordedConsole()
        let status = await front.run(words, recorded.console)
        return (status, recorded.output.text, recorded.errors.text)
    }

    @Test func findsThem() async {
        #expect(await Self.run("bench", "serve", "x") == (0, "bench serve x\n", ""))
        #expect(await Self.run("serve", "bench") == (0, "serve bench\n", ""))
    }

    @Test(arguments: [["bench"], ["bench", "--help"], ["bench", "-h"]])
    func listsTheGroup(_ words: [String]) async {
        let recorded = RecordedConsole()
        #expect(await Self.front.run(words, recorded.console) == 0)
        #expect(recorded.output.text.contains("  bench serve ") && recorded.output.text.contains("  bench start "))
        #expect(!recorded.output.text.contains("\n  serve "))
    }

    @Test func explainsMisuse() async {
        let wrong = await Self.run("bench", "srve")
        #expect(wrong.0 == 2)
        #expect(wrong.2.hasPrefix("dazzle: there is no command 'bench srve'. Did you mean 'bench serve'?\n"))
        #expect(
            await Self.run("bnch", "serve").2.hasPrefix("dazzle: there is no command 'bnch'. Did you mean 'bench'?\n"))
        let missing = await Self.run("bench", "serve")
        #expect(missing.0 == 2)
        #expect(
            missing.2
                == "dazzle bench serve: FOLDER is missing.\nUsage: dazzle bench serve [options] FOLDER [WORD ...]\n"
                + "'dazzle help bench serve' explains it.\n")
    }

    @Test(
        arguments: [
            (["help", "bench", "serve"], 0, "dazzle bench serve: measure"),
            (["help", "bench"], 0, "dazzle: language models"),
            (["bench", "serve", "--help"], 0, "dazzle bench serve: measure"), (["help", "bench", "x"], 2, ""),
            (["help", "bench", "serve", "x"], 2, ""),
        ] as [([String], Int32, String)])
    func helps(_ words: [String], _ status: Int32, _ beginning: String) async {
        let recorded = RecordedConsole()
        #expect(await CommandLineFront.standard.run(words, recorded.console) == status)
        #expect(recorded.output.text.hasPrefix(beginning))
    }

    @Test func linksTheReference() {
        let page = MarkdownReference.page(Self.front.verbs.map(\.description))
        #expect(page.contains("[`dazzle bench serve`](#dazzle-bench-serve)"))
        #expect(page.contains("## dazzle bench serve\n"))
    }

    @Test(arguments: CompletionScript.allCases)
    func completes(_ shell: CompletionScript) throws {
        try expectSnapshot(
            shell.text(for: Self.front.verbs.map(\.description)), "completions-nested.\(shell.rawValue)")
    }

    @Test func abbreviationsAreOptional() throws {
        #expect(throws: ArgumentError.unknownOption("--cou", suggestion: nil)) {
            try ArgumentParser.parse(["m", "--cou", "4"], by: Sample.spec)
        }
        var spec = Sample.spec
        spec.allowsAbbreviations = true
        for (words, count, caches) in [(["--cou", "4"], 4, true), (["--no-c"], 3, false), (["--ca"], 3, true)] {
            guard case .run(let sample) = try ArgumentParser.parse(["m"] + words, by: spec) else { return }
            #expect(sample.count == count && sample.caches == caches)
        }
        #expect(throws: ArgumentError.ambiguousOption("--co", candidates: ["--colour", "--count"])) {
            try ArgumentParser.parse(["m", "--co", "4"], by: spec)
        }
        #expect(throws: ArgumentError.unknownOption("--", suggestion: nil)) {
            try ArgumentParser.parse(["m", "--=4"], by: spec)
        }
    }

    @Test func barsMayBePlain() {
        var line = ProgressLine(total: 4, done: 1)
        (line.description, line.showsSpeed) = ("", false)
        #expect(line.text(after: 1, columns: nil) == " 25%|██▌       | 1/4 [00:01<00:03,  1.00it/s]")
    }
}
