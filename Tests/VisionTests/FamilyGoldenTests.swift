import Foundation
import Media
import OpenVINO
import Support
import TestSupport
import Testing
import Vision

/// Every family's sizes, pixels, encoder rows, prompts and positions, as transformers has them.
@Suite struct FamilyGoldenTests {
    static func family(_ name: String) throws -> any VisionFamily {
        let folder = Fixtures.model(name)
        func object(_ file: String) throws -> JSONObject {
            let data = try Data(contentsOf: URL(filePath: "\(folder)/\(file)"))
            return try #require(JSONValue(parsing: data).objectValue)
        }
        let configuration = VisionConfiguration(
            model: try object("config.json"), processor: try object("preprocessor_config.json"))
        return try #require(FamilyRegistry.family(of: name)).init(configuration)
    }

    static func bitmap(_ seed: Int, _ width: Int, _ height: Int) -> Bitmap {
        Bitmap(
            size: PixelSize(width: width, height: height),
            bytes: TestPicture.bytes(seed: seed, width: width, height: height))
    }

    @Test(arguments: VisionGoldens.families + VisionGoldens.tiled)
    func preparesPicturesAsTheReferenceDoes(_ name: String) throws {
        let family = try Self.family(name)
        let cases = try VisionGoldens.preprocessed(name)
        #expect(cases.count >= 8)
        for golden in cases {
            var options = MediaOptions()
            options.minPixels = golden.options.minPixels
            options.maxPixels = golden.options.maxPixels
            let bitmap = Self.bitmap(golden.seed, golden.width, golden.height)
            let layout = try family.layout(of: MediaShape(image: bitmap.size, options: options))
            let label = "\(golden.width)×\(golden.height)"
            if let grid = golden.grid {
                #expect([layout.grid.time, layout.grid.height, layout.grid.width] == grid, "\(label)")
            }
            #expect(layout.tokenCount == golden.tokens, "\(label)")
            let input = try family.preprocess([bitmap], layout)
            #expect(golden.pixels.distance(to: input.values) <= 1e-5, "\(label)")
        }
    }

    @Test(arguments: VisionGoldens.families + VisionGoldens.tiled)
    func encodesPicturesAsTheReferenceDoes(_ name: String) throws {
        let family = try Self.family(name)
        let graphs = try VisionGraphs(
            folder: Fixtures.model(name), device: "CPU", properties: ["INFERENCE_PRECISION_HINT": "f32"])
        let encoder = try family.makeEncoder(graphs)
        let cases = try VisionGoldens.encoded(name)
        let inputs = try cases.map { golden in
            let bitmap = Self.bitmap(golden.seed, golden.width, golden.height)
            return try family.preprocess([bitmap], family.layout(of: MediaShape(image: bitmap.size)))
        }
        let together = try encoder.encode(inputs)
        for (index, golden) in cases.enumerated() {
            let alone = try encoder.encode([inputs[index]])[0]
            #expect(golden.rows.distance(to: alone.values) <= 1e-4, "\(golden.width)×\(golden.height)")
            let worst = zip(alone.values, together[index].values).map { abs($0 - $1) }.max() ?? .infinity
            #expect(worst <= 1e-4, "\(golden.width)×\(golden.height) with others")
        }
    }
}
