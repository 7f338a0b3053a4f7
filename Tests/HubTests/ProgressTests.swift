internal import Hub
import Testing

struct ProgressTests {
    @Test(arguments: [
        (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (1999, "1.9 kB"), (123_456, "123 kB"),
        (99_999_999, "99.9 MB"), (5_000_000_000, "5.0 GB"), (Int.max, "9223372 TB"), (-5, "0 bytes"),
    ])
    func byteCounts(bytes: Int, text: String) {
        #expect(ByteCount.text(bytes) == text)
    }

    private static func path(_ text: String) throws -> HubPath { try #require(HubPath(text)) }

    @Test func tellsSpeedAndTimeLeft() throws {
        let file = try Self.path("m.bin")
        var progress = PullProgress()
        progress.apply(.planned(files: 3, bytes: 100_000_000, presentFiles: 1, presentBytes: 10_000_000), at: .zero)
        progress.apply(.began(file, size: 80_000_000, have: 20_000_000), at: .zero)
        #expect(progress.summary(at: .milliseconds(1)) == "1 of 3 files, 30.0 of 100 MB")
        for second in 1...4 { progress.apply(.received(file, bytes: 10_000_000), at: .seconds(second)) }
        #expect(progress.summary(at: .seconds(4)) == "1 of 3 files, 70.0 of 100 MB, 10.0 MB/s, 00:03 left")
        progress.apply(.dropped(file, bytes: 60_000_000), at: .seconds(4))
        #expect(progress.doneBytes == 10_000_000)
        #expect(progress.active.map(\.done) == [0])
        progress.apply(.ended(file), at: .seconds(5))
        #expect(progress.active.isEmpty && progress.endedFiles == 2)
    }

    @Test func forgetsOldSpeeds() throws {
        let file = try Self.path("m.bin")
        var progress = PullProgress()
        progress.apply(.planned(files: 1, bytes: 1 << 40, presentFiles: 0, presentBytes: 0), at: .zero)
        progress.apply(.began(file, size: 1 << 40, have: 0), at: .zero)
        for second in 1...100 { progress.apply(.received(file, bytes: 50_000_000), at: .seconds(second)) }
        for second in 101...200 { progress.apply(.received(file, bytes: 1_000_000), at: .seconds(second)) }
        let speed = try #require(progress.speed(at: .seconds(200)))
        #expect((900_000...1_200_000).contains(speed))
    }

    private static func columns(_ line: String) -> Int { line.reduce(0) { $0 + ($1 == "日" ? 2 : 1) } }

    @Test(arguments: [(10, false), (40, false), (61, true), (80, true), (1000, false)])
    func linesFitTheTerminal(columns: Int, blocks: Bool) throws {
        var progress = PullProgress()
        progress.apply(.planned(files: 2, bytes: 200, presentFiles: 0, presentBytes: 0), at: .zero)
        for name in [String(repeating: "日", count: 80), String(repeating: "long", count: 60)] {
            progress.apply(.began(try Self.path(name), size: 100, have: 50), at: .zero)
        }
        let lines = progress.lines(at: .zero, columns: columns, blocks: blocks)
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { Self.columns($0) <= max(10, columns - 1) && $0.hasPrefix(" 50% ") })
        #expect(lines[0].contains(blocks ? "█" : columns <= 60 ? "%" : "#"))
    }
}
