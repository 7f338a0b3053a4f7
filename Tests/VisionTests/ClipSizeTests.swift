import Media
import Support
import TestSupport
import Testing
import Vision

/// To what size qwen_vl_utils brings the frames of clips.
@Suite struct ClipSizeTests {
    struct Golden: Decodable {
        struct Case: Decodable, Sendable {
            struct Options: Decodable, Sendable {
                let minPixels: Int?
                let maxPixels: Int?
                let resizedWidth: Int?
                let resizedHeight: Int?
            }

            let width: Int
            let height: Int
            let frames: Int
            let options: Options
            let target: [Int]
        }

        let sizes: [Case]
    }

    @Test func areThoseOfQwensTools() throws {
        let family = try #require(FamilyRegistry.family(of: "qwen2_vl"))
            .init(VisionConfiguration(model: ["model_type": "qwen2_vl"], processor: [:]))
        let cases = try Fixtures.golden(Golden.self, "video", "picking").sizes
        #expect(cases.count >= 12)
        for golden in cases {
            var options = MediaOptions()
            options.minPixels = golden.options.minPixels
            options.maxPixels = golden.options.maxPixels
            options.resizedWidth = golden.options.resizedWidth
            options.resizedHeight = golden.options.resizedHeight
            let shape = MediaShape(
                video: PixelSize(width: golden.width, height: golden.height), frameCount: golden.frames,
                options: options)
            let target = try family.layout(of: shape).target
            #expect(
                [target.width, target.height] == golden.target, "\(golden.width)×\(golden.height) × \(golden.frames)")
        }
    }
}
