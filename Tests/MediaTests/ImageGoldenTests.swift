import Foundation
import Media
import TestSupport
import Testing

/// Files of every kind, and sizes of every kind, byte for byte as Pillow has them.
@Suite struct ImageGoldenTests {
    struct Goldens: Decodable {
        struct File: Decodable {
            let file: String
            let width: Int
            let height: Int
            let checksum: String
        }

        struct Resized: Decodable {
            let from: [Int]
            let to: [Int]
            let filter: String
            let checksum: String
        }

        let files: [File]
        let resized: [Resized]

        static func load() throws -> Goldens {
            try JSONDecoder().decode(Goldens.self, from: Data(Fixtures.bytes("images/goldens.json")))
        }
    }

    static let filters: [String: ResampleFilter] = [
        "box": .box, "bilinear": .bilinear, "bicubic": .bicubic, "lanczos": .lanczos,
    ]

    @Test func decodesAsPillowDoes() throws {
        let goldens = try Goldens.load().files
        #expect(goldens.count >= 20)
        for golden in goldens {
            let picture = try ImageDecoder.decode(try Fixtures.bytes("images/\(golden.file)")).flattened(.drop)
            #expect(picture.size == PixelSize(width: golden.width, height: golden.height), "\(golden.file)")
            #expect(Checksum.hex(of: picture.bytes) == golden.checksum, "\(golden.file)")
        }
    }

    @Test func resizesAsPillowDoes() throws {
        let goldens = try Goldens.load().resized
        #expect(goldens.count >= 48)
        for golden in goldens {
            let size = PixelSize(width: golden.from[0], height: golden.from[1])
            let source = Bitmap(
                size: size, bytes: TestPicture.bytes(seed: 7, width: size.width, height: size.height))
            let filter = try #require(Self.filters[golden.filter])
            let result = source.resized(to: PixelSize(width: golden.to[0], height: golden.to[1]), filter)
            #expect(
                Checksum.hex(of: result.bytes) == golden.checksum, "\(golden.from) to \(golden.to), \(golden.filter)")
        }
    }

    @Test func whatIsCutOffIsNoPicture() throws {
        for golden in try Goldens.load().files {
            let bytes = try Fixtures.bytes("images/\(golden.file)")
            for count in [0, 1, 10, bytes.count / 2, bytes.count - bytes.count / 8 - 1]
            where !golden.file.hasSuffix("bmp") {
                #expect(throws: MediaError.self, "\(golden.file), \(count) bytes") {
                    try ImageDecoder.decode(Array(bytes.prefix(count)))
                }
            }
        }
    }

    /// Whatever bytes change, there is a picture or an error.
    @Test func brokenFilesAreSurvived() throws {
        var limits = ImageLimits()
        limits.maxPixels = 1 << 20
        let files = try Goldens.load().files.map { try Fixtures.bytes("images/\($0.file)") }
        try Fuzzing.run(files) { _ = try? ImageDecoder.decode($0, limits) }
    }

    @Test func limitsAreNamed() throws {
        let bytes = try Fixtures.bytes("images/rgb.png")
        var limits = ImageLimits()
        limits.maxPixels = 100
        let tooLarge = #expect(throws: MediaError.self) { try ImageDecoder.decode(bytes, limits) }
        #expect(tooLarge?.message == "it is 37×29 pixels large, and at most 100 pixels are decoded; send a smaller one")
        limits = ImageLimits()
        limits.maxBytes = 10
        #expect(throws: MediaError.self) { try ImageDecoder.decode(bytes, limits) }
    }

    /// Sizes that only the header claims must cost nothing.
    @Test func bombsAreRefusedByTheirHeader() throws {
        var bytes = try Fixtures.bytes("images/rgb.png")
        bytes.replaceSubrange(16..<24, with: [0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00])
        let error = #expect(throws: MediaError.self) { try ImageDecoder.decode(bytes) }
        #expect(error?.kind == .tooLarge)
    }

    @Test(arguments: [
        ("<html>", "a web page"), ("<svg xmlns=\"\">", "an SVG drawing"), ("%PDF-1.4", "a PDF document"),
        ("", "empty"), ("hello", "of an unknown kind"),
    ])
    func othersAreNamed(_ text: String, _ name: String) {
        let error = #expect(throws: MediaError.self) { try ImageDecoder.decode(Array(text.utf8)) }
        #expect(error?.message == "the file is \(name); pictures are taken as JPEG, PNG, WebP, GIF and BMP")
    }
}
