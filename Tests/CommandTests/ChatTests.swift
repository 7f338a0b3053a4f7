import Dazzle
import Synchronization
import Testing

@testable import Command

@Suite struct ChatTests {
    @Test(
        arguments: [
            ("", .nothing), ("  \t", .nothing), ("hello", .message("hello")), ("  indented", .message("  indented")),
            ("//etc", .message("/etc")), ("/help", .help), (" /reset ", .reset), ("/exit", .exit), ("/quit", .exit),
            ("/system", .system(nil)), ("/system ", .system("")), ("/system be brief", .system("be brief")),
            ("/image", .show(.image, nil)), ("/image  a b.png ", .show(.image, "a b.png")),
            ("/video 'a b.mp4'", .show(.video, "a b.mp4")), ("/image a\\ b.png", .show(.image, "a b.png")),
            ("/rest", .unknown("/rest", suggestion: "/reset")),
            ("/etc/passwd", .unknown("/etc/passwd", suggestion: nil)),
        ] as [(String, ChatLine)])
    func understandsLines(_ line: String, _ expected: ChatLine) {
        #expect(ChatLine(line) == expected)
    }

    @Test func joinsContinuedLines() {
        var joiner = LineJoiner()
        #expect(joiner.push("a\\") == nil)
        #expect(joiner.isPending)
        #expect(joiner.push("b") == "a\nb")
        #expect(joiner.push("c") == "c")
        #expect(joiner.push("d\\") == nil)
        #expect(joiner.finish() == "d")
        #expect(joiner.finish() == nil)
    }

    private static func session(
        _ model: FakeModel, _ recorded: RecordedConsole, system: String? = nil, isInteractive: Bool = false
    ) -> ChatSession<FakeModel> {
        ChatSession(
            model: model, parameters: model.defaults, system: system, variables: JSONObject(),
            console: recorded.console,
            isInteractive: isInteractive)
    }

    private static func run(_ session: ChatSession<FakeModel>, _ lines: [String]) async throws {
        var rest = lines[...]
        try await session.run { rest.popFirst() }
    }

    @Test func remembersTheConversation() async throws {
        let (model, recorded) = (FakeModel(), RecordedConsole())
        try await Self.run(Self.session(model, recorded, system: "s"), ["a", "", "b"])
        #expect(model.prompts == ["system:s|user:a", "system:s|user:a|assistant:SYSTEM:S|USER:A|user:b"])
        #expect(recorded.output.text.split(separator: "\n").first == "SYSTEM:S|USER:A")
        #expect(recorded.errors.text.isEmpty)
    }

    /// Shown once, with the next message; the fake model writes "?" for a list of parts.
    @Test func showsPictures() async throws {
        let (model, recorded) = (FakeModel(), RecordedConsole())
        try await Self.run(
            Self.session(model, recorded), ["/image", "/image /nowhere.png", "/image \(#filePath)", "a", "b"])
        #expect(model.prompts == ["user:?", "user:?|assistant:USER:?|user:b"])
        let said = recorded.errors.text.split(separator: "\n")
        #expect(
            said == [
                "Give the path of a picture or clip, such as /image photo.jpeg.",
                "/nowhere.png cannot be opened; check the path.", "Shown with the next message: \(#filePath)",
            ])
    }

    @Test func obeysCommands() async throws {
        let (model, recorded) = (FakeModel(), RecordedConsole())
        let lines = ["a", "/reset", "b", "/system t", "c", "/system", "/hlep", "/exit", "d"]
        try await Self.run(Self.session(model, recorded), lines)
        #expect(model.prompts == ["user:a", "user:b", "system:t|user:c"])
        #expect(recorded.output.text == "USER:A\nUSER:B\nSYSTEM:T|USER:C\n")
        #expect(recorded.errors.text.hasSuffix("t\nThere is no /hlep. Did you mean /help?\n"))
    }

    @Test func talksToAPersonOnTheTerminal() async throws {
        let (model, recorded) = (FakeModel(), RecordedConsole())
        try await Self.run(Self.session(model, recorded, isInteractive: true), ["x\\", "y"])
        let lines = recorded.output.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.dropFirst().joined(separator: "\n") == "> . USER:X\nY\n> \n")
    }

    @Test func interruptionEndsTheAnswerAndNotTheChat() async throws {
        let (reached, reach) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let model = FakeModel { word in
            guard word.contains("two") || word.contains("TWO") else { return }
            reach.finish()
            for await _ in released {}
        }
        let recorded = RecordedConsole()
        let session = Self.session(model, recorded)
        let interruption = Task {
            for await _ in reached {}
            #expect(session.interrupt())
            release.finish()
        }
        try await Self.run(session, ["one two three", "four"])
        await interruption.value
        #expect(recorded.output.text.hasPrefix("USER:ONE\n"))
        #expect(model.prompts.last == "user:one two three|assistant:USER:ONE|user:four")
    }

    @Test func interruptionBetweenTheLinesOfAFileIsNotForTheChat() {
        #expect(!Self.session(FakeModel(), RecordedConsole()).interrupt())
    }

    @Test func interruptionAtThePromptExplainsItself() {
        let recorded = RecordedConsole()
        #expect(Self.session(FakeModel(), recorded, isInteractive: true).interrupt())
        #expect(recorded.output.text == "\n/exit or Ctrl-D ends the chat.\n> ")
    }
}
