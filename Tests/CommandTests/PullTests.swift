internal import Synchronization
import Testing

@testable import Command
@testable import Hub

struct PullTests {
    private static func options(_ words: String...) throws -> PullOptions? {
        guard case .run(let options) = try ArgumentParser.parse(words, by: PullOptions.spec) else { return nil }
        return options
    }

    private static func request(_ options: PullOptions?, _ variables: [String: String] = [:]) throws -> PullRequest {
        let options = try #require(options)
        return options.request(try #require(options.name), HubEnvironment(["HOME": "/h"].merging(variables) { $1 }))
    }

    @Test func everyOptionReachesTheRequest() throws {
        let request = try Self.request(
            try Self.options(
                "a/b", "--source", "modelscope", "--revision", "v1", "--include", "*.json", "*.xml", "--exclude", "x/",
                "--gguf_filename", "m.gguf", "--local-dir", "/m", "--jobs", "3", "--overwrite"))
        #expect(request.name.description == "a/b")
        #expect(request.source == .modelScope)
        #expect(request.revision?.description == "v1")
        #expect(request.selection.include.map(\.description) == ["*.json", "*.xml"])
        #expect(request.selection.exclude.map(\.description) == ["x/"])
        #expect(request.selection.gguf == "m.gguf")
        #expect(request.target == .folder("/m"))
        #expect(request.jobs == 3)
        #expect(request.overwrites)
    }

    @Test(arguments: [
        ([:], PullTarget.repository("/h/.cache/dazzle/models"), HubSource.huggingFace),
        (["OVMS_MODEL_REPOSITORY_PATH": "/models"], .repository("/models"), .huggingFace),
        (["VLLM_USE_MODELSCOPE": "True"], .repository("/h/.cache/dazzle/models"), .modelScope),
    ])
    func defaults(variables: [String: String], target: PullTarget, source: HubSource) throws {
        let request = try Self.request(try Self.options("a/b"), variables)
        #expect(request.target == target && request.source == source)
        #expect(request.revision == nil && request.jobs == PullRequest.jobs && !request.overwrites)
    }

    @Test(arguments: [
        ["../a"], [], ["a/b", "--source", "github"], ["a/b", "--revision", "a..b"], ["a/b", "--jobs", "0"],
        ["a/b", "--local-dir", "x", "--model-repository-path", "y"], ["a/b", "c/d"],
    ])
    func refusedLines(words: [String]) {
        #expect(throws: ArgumentError.self) { try ArgumentParser.parse(words, by: PullOptions.spec) }
    }

    // MARK: What people see

    private static func events() throws -> [(PullEvent, Duration)] {
        let file = try #require(HubPath("model.bin"))
        return [
            (.askingHub("https://hub"), .zero), (.waitingForOther(process: 7), .zero),
            (.planned(files: 2, bytes: 100_000_000, presentFiles: 1, presentBytes: 20_000_000), .seconds(1)),
            (.began(file, size: 80_000_000, have: 0), .seconds(1)), (.received(file, bytes: 10_000_000), .seconds(2)),
            (.retrying(file, reason: "the line is cut", wait: .milliseconds(1500)), .seconds(3)),
            (.received(file, bytes: 70_000_000), .seconds(12)), (.unchecked(file), .seconds(12)),
            (.ended(file), .seconds(12)), (.publishing, .seconds(12)),
        ]
    }

    private static let result = PullResult(
        folder: "/m", commit: nil, files: 2, bytes: 100_000_000, downloadedBytes: 80_000_000, wasUpToDate: false)

    @Test func linesInALog() throws {
        var text = PullText(name: "a/b", showsFiles: true)
        var lines = try Self.events().flatMap { text.apply($0.0, at: $0.1) }
        lines.append(text.end(Self.result, at: .seconds(12)))
        #expect(
            lines == [
                "Looking for a/b at https://hub", "Waiting for process 7, which pulls into the same folder",
                "a/b: 2 files, 100 MB, of which 1 is here already",
                "model.bin: the line is cut; trying again in 1.5 s",
                "1 of 2 files, 100 of 100 MB, 7.0 MB/s, 00:00 left",
                "model.bin: the hub gives no checksum, so only its size is checked",
                "model.bin is here (2 of 2 files, 100 of 100 MB)",
                "a/b: 2 files, 100 MB; 80.0 MB downloaded in 12 s, 6.6 MB/s",
            ])
    }

    @Test func endsWithoutADownload() {
        let text = PullText(name: "a/b", showsFiles: true)
        var result = Self.result
        result.downloadedBytes = 0
        #expect(text.end(result, at: .seconds(1)) == "a/b: 2 files, 100 MB, from this machine")
        result.wasUpToDate = true
        #expect(text.end(result, at: .seconds(1)) == "a/b: 2 files, 100 MB, all here already")
    }

    @Test func barsInATerminal() throws {
        let time = Mutex(Duration.zero)
        let errors = RecordedOutput(isTerminal: true, columns: 100)
        let display = PullDisplay(
            RecordedConsole(errors: errors).console, name: "a/b", isQuiet: false, elapsed: { time.withLock { $0 } })
        for (event, moment) in try Self.events() {
            time.withLock { $0 = moment }
            display.show(event)
        }
        display.finish(Self.result)
        let text = errors.text
        #expect(text.contains(" 30% |██████"))
        #expect(text.contains("10.0 of 80.0 MB  model.bin"))
        #expect(!text.contains("model.bin is here"))
        // Whatever was drawn is taken away, and the last line is all that stays.
        #expect(text.hasSuffix("\u{1B}[J" + "a/b: 2 files, 100 MB; 80.0 MB downloaded in 12 s, 6.6 MB/s\n"))
    }

    @Test func quietIsSilent() throws {
        let errors = RecordedOutput(isTerminal: true, columns: 100)
        let display = PullDisplay(RecordedConsole(errors: errors).console, name: "a/b", isQuiet: true)
        for (event, _) in try Self.events() { display.show(event) }
        display.finish(Self.result)
        #expect(errors.text.isEmpty)
    }
}
