package import Media
package import Support

/// Gemma 3: a square of fixed size whatever the picture's shape, a few tokens that see each other in both directions.
package struct Gemma3: VisionFamily {
    package static let modelTypes = ["gemma3"]

    let size: PixelSize
    let tokenCount: Int
    let imageToken: Int32
    let normalisation: Normalisation

    package var attendsBothWays: Bool { true }
    package var firstPosition: Int32 { 1 }

    package init(_ configuration: VisionConfiguration) throws(DazzleError) {
        let (model, processor) = (configuration.model, configuration.processor)
        let side = model["vision_config"]?["image_size"]?.intValue ?? 896
        size = PixelSize(
            width: processor["size"]?["width"]?.intValue ?? side, height: processor["size"]?["height"]?.intValue ?? side
        )
        tokenCount = model["mm_tokens_per_image"]?.intValue ?? processor["image_seq_length"]?.intValue ?? 256
        guard (1...8192).contains(size.width), (1...8192).contains(size.height), (1...65536).contains(tokenCount) else {
            throw DazzleError(.invalidModel, "preprocessor_config.json has sizes that make no sense")
        }
        imageToken = Int32(
            truncatingIfNeeded: model["image_token_index"]?.intValue ?? model["image_token_id"]?.intValue ?? 262_144)
        normalisation = Normalisation(processor, mean: Normalisation.half, deviation: Normalisation.half)
    }

    package func tag(_ kind: MediaKind, index: Int) -> String { "<start_of_image>" }

    package func layout(of shape: MediaShape) throws(DazzleError) -> MediaLayout {
        MediaLayout(shape: shape, target: size, grid: .init(height: 1, width: 1), tokenCount: tokenCount)
    }

    package func preprocess(_ frames: [Bitmap], _ layout: MediaLayout) throws(DazzleError) -> VisionInput {
        VisionInput(frames.map { $0.resized(to: size, .bilinear) }, layout, normalisation)
    }

    package func compose(
        _ text: String, _ media: [MediaLayout], addSpecialTokens: Bool, _ encode: (String, Bool) throws -> [Int32]
    ) throws -> ComposedPrompt {
        let tag = tag(.image, index: 0)
        let soft = String(repeating: "<image_soft_token>", count: tokenCount)
        let written = try TagExpansion([.init(.image, tag)]).expand(text, media) { _ in
            "\n\n\(tag)\(soft)<end_of_image>\n\n"
        }
        let tokens = try encode(written, addSpecialTokens)
        let places = try MediaPlace.find(in: tokens, runs: media.map { [$0.tokenCount] }) { $0 == imageToken }
        return ComposedPrompt(tokens: tokens, places: places, positions: .counted(from: firstPosition))
    }

    package func makeEncoder(_ graphs: VisionGraphs) throws -> any VisionEncoder { try TileEncoder(graphs) }
}
