import Foundation
import Media
import TestSupport
import Testing

/// Clips that FFmpeg's command makes: a second of red, then a second of blue, ten frames each.
struct ClipMaker {
    struct Kind: Sendable, CustomTestStringConvertible {
        var ending: String
        var codec: [String]
        var testDescription: String { ending + " " + codec.joined(separator: " ") }
    }

    static let kinds: [Kind] = [
        Kind(ending: "mp4", codec: ["libx264", "-pix_fmt", "yuv420p"]),
        Kind(ending: "mov", codec: ["mjpeg"]),
        Kind(ending: "mkv", codec: ["libx264", "-pix_fmt", "yuv444p"]),
        Kind(ending: "mp4", codec: ["libx265", "-x265-params", "log-level=error", "-pix_fmt", "yuv420p"]),
        Kind(ending: "webm", codec: ["libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"]),
        Kind(ending: "webm", codec: ["libvpx"]),
        Kind(ending: "mp4", codec: ["libaom-av1", "-cpu-used", "8", "-usage", "realtime"]),
        Kind(ending: "avi", codec: ["mpeg4"]),
        Kind(ending: "gif", codec: ["gif"]),
    ]

    /// - Parameter arguments: FFmpeg's, before the name of the file.
    static func run(_ arguments: [String], ending: String) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/clip.\(ending)"
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["ffmpeg", "-loglevel", "error", "-nostdin"] + arguments + [path]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "ffmpeg \(arguments.joined(separator: " "))")
        return Array(try Data(contentsOf: URL(filePath: path)))
    }

    static func make(_ kind: Kind) throws -> [UInt8] {
        let halves = ["red", "blue"].flatMap { colour in
            ["-f", "lavfi", "-i", "color=c=\(colour):size=64x48:rate=10:duration=1"]
        }
        return try run(halves + ["-filter_complex", "concat=n=2", "-c:v"] + kind.codec, ending: kind.ending)
    }
}

@Suite struct VideoDecoderTests {
    private static func mean(_ bitmap: Bitmap, _ channel: Int) -> Int {
        stride(from: channel, to: bitmap.bytes.count, by: 3).reduce(0) { $0 + Int(bitmap.bytes[$1]) }
            / max(1, bitmap.size.pixelCount)
    }

    @Test(arguments: ClipMaker.kinds)
    func readsClips(_ kind: ClipMaker.Kind) throws {
        let clip = try VideoDecoder.decode(try ClipMaker.make(kind), .uniform(4))
        #expect(clip.indices == [0, 6, 12, 19])
        #expect(clip.total == 20)
        #expect(abs(clip.rate - 10) < 0.1)
        let sizes = Set(clip.frames.map { "\($0.size)" })
        #expect(sizes == ["64×48"])
        for (frame, channel) in zip(clip.frames, [0, 0, 2, 2]) {
            #expect(Self.mean(frame, channel) > 180)
            #expect(Self.mean(frame, 2 - channel) < 60)
        }
    }

    @Test func refusesWhatHasNoPictures() throws {
        let sound = try ClipMaker.run(["-f", "lavfi", "-i", "sine=duration=1"], ending: "m4a")
        for bytes in [sound, [], Array("not a clip".utf8), [UInt8](repeating: 0, count: 5000)] {
            #expect(throws: MediaError.self) { try VideoDecoder.decode(bytes, .all) }
        }
    }

    @Test func limitsAreNamed() throws {
        let bytes = try ClipMaker.make(ClipMaker.kinds[0])
        var limits = VideoLimits()
        limits.maxFrames = 5
        let long = #expect(throws: MediaError.self) { try VideoDecoder.decode(bytes, .all, limits) }
        #expect(long?.message.contains("more than 5 frames") == true)
        limits = VideoLimits()
        limits.maxPixels = 64 * 47
        let large = #expect(throws: MediaError.self) { try VideoDecoder.decode(bytes, .all, limits) }
        #expect(large?.kind == .tooLarge)
        limits = VideoLimits()
        limits.maxKeptPixels = 10 * 64 * 48
        let many = #expect(throws: MediaError.self) { try VideoDecoder.decode(bytes, .all, limits) }
        #expect(many?.message.contains("ask for fewer") == true)
        limits = VideoLimits()
        limits.seconds = 0
        let slow = #expect(throws: MediaError.self) { try VideoDecoder.decode(bytes, .all, limits) }
        #expect(slow?.message.contains("takes longer") == true)
    }

    /// Whatever bytes change or are missing, there is a clip or an error, and memory does not grow.
    @Test func brokenFilesAreSurvived() throws {
        let clips = try ClipMaker.kinds.map(ClipMaker.make)
        var limits = VideoLimits()
        (limits.maxPixels, limits.maxFrames, limits.seconds) = (1 << 20, 200, 5)
        try Fuzzing.run(clips) { _ = try? VideoDecoder.decode($0, .uniform(8), limits) }
    }
}

/// Changes files at random for a second, or for `DAZZLE_FUZZ_SECONDS`; `DAZZLE_FUZZ_SEED` begins elsewhere.
enum Fuzzing {
    static func run(_ files: [[UInt8]], _ decode: ([UInt8]) -> Void) throws {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["DAZZLE_FUZZ_SECONDS"].flatMap(Double.init) ?? 1
        var random = SeededGenerator(seed: environment["DAZZLE_FUZZ_SEED"].flatMap(UInt64.init) ?? 1)
        let start = ContinuousClock.now
        var settled: Int?
        var tried = 0
        while ContinuousClock.now - start < .seconds(seconds) {
            var bytes = files[tried % files.count]
            for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<8, using: &random) {
                case 0: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...64, using: &random)))
                case 1: bytes.insert(contentsOf: bytes[place...].prefix(32), at: place)
                case 2 where tried % 5 == 0: bytes.removeSubrange(place...)
                default: bytes[place] = UInt8.random(in: 0...255, using: &random)
                }
            }
            decode(bytes)
            tried += 1
            if settled == nil, ContinuousClock.now - start > .seconds(seconds / 5) { settled = residentBytes() }
        }
        let grown = residentBytes() - (settled ?? residentBytes())
        print("\(tried) files, memory has grown by \(grown >> 10) KiB")
        #expect(tried > 0)
        // Other tests run beside this one unless it is asked for alone.
        #expect(grown < 256 << 20)
    }

    private static func residentBytes() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
    }
}
