package import Media
package import Support

/// LLaVA 1.5: the middle square of a picture, always as many tokens.
package struct LLaVA: VisionFamily {
    package static let modelTypes = ["llava"]

    let crop: LLaVACrop
    let imageToken: Int32
    let tokenCount: Int

    package init(_ configuration: VisionConfiguration) throws(DazzleError) {
        crop = try LLaVACrop(configuration)
        imageToken = LLaVACrop.imageToken(configuration)
        tokenCount = crop.patchesPerSide * crop.patchesPerSide
    }

    package func tag(_ kind: MediaKind, index: Int) -> String { "<image>" }

    package func layout(of shape: MediaShape) throws(DazzleError) -> MediaLayout {
        MediaLayout(
            shape: shape, target: crop.resized(shape.size), grid: .init(height: 1, width: 1), tokenCount: tokenCount)
    }

    package func preprocess(_ frames: [Bitmap], _ layout: MediaLayout) throws(DazzleError) -> VisionInput {
        VisionInput(frames.map { crop.middle(of: $0.resized(to: layout.target, .bicubic)) }, layout, crop.normalisation)
    }

    package func compose(
        _ text: String, _ media: [MediaLayout], addSpecialTokens: Bool, _ encode: (String, Bool) throws -> [Int32]
    ) throws -> ComposedPrompt {
        try LLaVACrop.compose(text, media, imageToken, addSpecialTokens, encode)
    }

    package func makeEncoder(_ graphs: VisionGraphs) throws -> any VisionEncoder { try TileEncoder(graphs) }
}
