import Synchronization
import Testing

@testable import Command

@Suite struct ProgressTests {
    struct Row: CustomTestStringConvertible {
        var line: ProgressLine
        var seconds: Double
        var columns: Int?
        var text: String
        var testDescription: String { text }
    }

    @Test(arguments: [
        Row(
            line: ProgressLine(total: 1), seconds: 0, columns: nil,
            text: "Processed prompts:   0%|          | 0/1 [00:00<?, ?it/s, "
                + "est. speed input: 0.00 toks/s, output: 0.00 toks/s]"),
        Row(
            line: ProgressLine(total: 1, done: 1, inputTokens: 107, outputTokens: 232), seconds: 11.29, columns: nil,
            text: "Processed prompts: 100%|██████████| 1/1 [00:11<00:00, 11.29s/it, "
                + "est. speed input: 9.48 toks/s, output: 20.55 toks/s]"),
        Row(
            line: ProgressLine(total: 4, done: 1, inputTokens: 5, outputTokens: 16), seconds: 0.5, columns: nil,
            text: "Processed prompts:  25%|██▌       | 1/4 [00:00<00:01,  2.00it/s, "
                + "est. speed input: 10.00 toks/s, output: 32.00 toks/s]"),
        Row(
            line: ProgressLine(total: 100, done: 50, inputTokens: 0, outputTokens: 0), seconds: 7322, columns: nil,
            text: "Processed prompts:  50%|█████     | 50/100 [2:02:02<2:02:02, 146.44s/it, "
                + "est. speed input: 0.00 toks/s, output: 0.00 toks/s]"),
        Row(
            line: ProgressLine(total: 4, done: 1), seconds: 1, columns: 120,
            text: "Processed prompts:  25%|███▌          | 1/4 [00:01<00:03,  1.00it/s, "
                + "est. speed input: 0.00 toks/s, output: 0.00 toks/s]"),
        Row(
            line: ProgressLine(total: 4, done: 1), seconds: 1, columns: 40,
            text: "Processed prompts:  25%|▎| 1/4 [00:01<00"),
    ])
    func looksAsExpected(_ row: Row) {
        #expect(row.line.text(after: row.seconds, columns: row.columns) == row.text)
    }

    @Test func usesPlainCharactersWhereBlocksAreNotUnderstood() {
        let text = ProgressLine(total: 4, done: 1).text(after: 1, columns: nil, blocks: false)
        #expect(text.contains("|##5       |"))
    }

    @Test func drawsOverItselfOnATerminal() {
        let clock = Mutex(Duration.zero)
        let output = RecordedOutput(isTerminal: true, columns: 100)
        let bar = ProgressBar(total: 3, output: output, blocks: true) { clock.withLock { $0 } }
        for step in 1...3 {
            // The second comes too soon to be drawn.
            clock.withLock { $0 += .milliseconds(step == 2 ? 10 : 150) }
            bar.update { $0.done += 1 }
        }
        bar.finish()
        bar.finish()
        let frames = output.text.split(separator: "\r")
        #expect(frames.map { $0.contains("0/3") } == [true, false, false, false])
        #expect(frames.dropFirst().map { $0.contains("3/3") } == [false, true, true])
        #expect(output.text.hasSuffix("\n"))
        #expect(output.text.filter { $0 == "\n" }.count == 1)
    }

    @Test func makesRoomForOtherText() {
        let output = RecordedOutput(isTerminal: true, columns: 30)
        let bar = ProgressBar(total: 1, output: output, blocks: true) { .seconds(1) }
        bar.aside { try? output.write("answer\n") }
        let frames = output.text.split(separator: "\r").map(String.init)
        #expect(frames.count == 4)
        #expect(frames[1] == String(repeating: " ", count: 30))
        #expect(frames[2] == "answer\n")
        #expect(frames[3] == frames[0])
    }

    @Test func leavesOneLineInALog() {
        let output = RecordedOutput()
        let bar = ProgressBar(total: 2, output: output, blocks: true) { .seconds(1) }
        bar.update { $0.done = 2 }
        bar.finish()
        #expect(output.text.split(separator: "\n").count == 1)
        #expect(output.text.hasPrefix("Processed prompts: 100%|"))
    }

    @Test(arguments: [(0, "0.00"), (0.005, "0.01"), (9.478, "9.48"), (1234.5, "1234.50"), (-0.5, "-0.50")])
    func writesTwoPlaces(_ value: Double, _ text: String) {
        #expect(decimal(value) == text)
    }

    @Test(
        arguments: [
            ([:], false), (["LANG": "en_US.UTF-8"], true), (["LANG": "C.utf8"], true),
            (["LANG": "C.UTF-8", "LC_ALL": "POSIX"], false), (["LC_ALL": "", "LANG": "C.UTF-8"], true),
        ] as [([String: String], Bool)])
    func asksTheLocaleForBlocks(_ environment: [String: String], _ expected: Bool) {
        #expect(RecordedConsole(environment: environment).console.isUTF8 == expected)
    }

    @Test(
        arguments: [([:], TextStyle.ansi), (["NO_COLOR": "1"], .plain), (["TERM": "dumb"], .plain)]
            as [([String: String], TextStyle)])
    func asksTheEnvironmentForColour(_ environment: [String: String], _ expected: TextStyle) {
        let terminal = RecordedOutput(isTerminal: true)
        #expect(RecordedConsole(output: terminal, environment: environment).console.outputStyle == expected)
    }

    @Test func alignsTables() {
        #expect(TextTable.render([["a", "bb", "c"], ["long", "x"]]) == "a     bb  c\nlong  x\n")
    }
}
