package import Media
package import Support

/// Phi-3.5-vision: a picture as large as fits into some tiles, padded with white, and the whole of it once more.
package struct Phi3V: VisionFamily {
    package static let modelTypes = ["phi3_v"]

    let crops: Int
    let separators: PhiSeparators
    let normalisation: Normalisation

    private static let side = 336
    /// Patches in a tile's row.
    private static let patches = 24
    /// Of a patch; four neighbours are joined.
    private static let features = 1024
    private static let tileLimit = 64
    private static let overview = PhiOverview(side: side, sharpness: -0.5, isCentred: false)

    package init(_ configuration: VisionConfiguration) throws(DazzleError) {
        crops = configuration.processor["num_crops"]?.intValue ?? 4
        separators = try PhiSeparators(configuration.model, width: 4 * Self.features)
        normalisation = Normalisation(
            configuration.processor, mean: Normalisation.clipMean, deviation: Normalisation.clipDeviation)
    }

    package func tag(_ kind: MediaKind, index: Int) -> String { "<|image_\(index + 1)|>\n" }

    package func layout(of shape: MediaShape) throws(DazzleError) -> MediaLayout {
        let resized = resized(shape)
        func up(_ length: Int) -> Int { (length + Self.side - 1) / Self.side }
        let grid = MediaLayout.Grid(height: up(resized.height), width: up(resized.width))
        let target = PixelSize(width: grid.width * Self.side, height: grid.height * Self.side)
        let across = Self.patches / 2
        let count = across * across * (grid.count + 1) + 1 + across * (grid.height + 1)
        return MediaLayout(shape: shape, target: target, grid: grid, tokenCount: count)
    }

    /// The longer side fills tiles, the shorter one follows; in single precision, as the reference computes.
    private func resized(_ shape: MediaShape) -> PixelSize {
        let most = min(max(1, shape.options.maxTiles ?? crops), Self.tileLimit)
        let (width, height) = (shape.size.width, shape.size.height)
        let ratio = Float(max(width, height)) / Float(min(width, height))
        var scale = 1
        while Float(scale + 1) * (Float(scale + 1) / ratio).rounded(.up) <= Float(most) { scale += 1 }
        let length = scale * Self.side
        let breadth = max(1, Int(Float(length) / ratio))
        return width >= height
            ? PixelSize(width: length, height: breadth) : PixelSize(width: breadth, height: length)
    }

    package func preprocess(_ frames: [Bitmap], _ layout: MediaLayout) throws(DazzleError) -> VisionInput {
        let (size, target) = (resized(layout.shape), layout.target)
        let image = frames[0].resized(to: size, .bilinear).padded(
            to: target, left: (target.width - size.width) / 2, top: (target.height - size.height) / 2, grey: 255)
        return VisionInput(image, Self.overview, layout, normalisation)
    }

    package func compose(
        _ text: String, _ media: [MediaLayout], addSpecialTokens: Bool, _ encode: (String, Bool) throws -> [Int32]
    ) throws -> ComposedPrompt {
        try PhiPrompt.compose(text, media, placeholder: "<unk>", encode)
    }

    package func makeEncoder(_ graphs: VisionGraphs) throws -> any VisionEncoder {
        let across = Self.patches / 2
        let rows = try PhiRows(side: across, ends: separators, graphs)
        return try TileEncoder(
            graphs,
            assemble: { features, width, layout in
                guard width == Self.features, features.count % (Self.patches * Self.patches * width) == 0 else {
                    throw DazzleError(.engineFailed, "the vision encoder gave features \(width) wide")
                }
                let kept = (rows: layout.grid.height * across, columns: layout.grid.width * across)
                return try rows.rows(Self.joined(features), layout.grid, kept: kept)
            })
    }

    /// Each two by two features as one, four times as wide.
    private static func joined(_ features: [Float]) -> [Float] {
        let perTile = patches * patches * Self.features
        var result: [Float] = []
        result.reserveCapacity(features.count)
        for tile in stride(from: 0, to: features.count, by: perTile) {
            for y in stride(from: 0, to: patches, by: 2) {
                for x in stride(from: 0, to: patches, by: 2) {
                    for row in y...y + 1 {
                        let begin = tile + (row * patches + x) * Self.features
                        result += features[begin..<begin + 2 * Self.features]
                    }
                }
            }
        }
        return result
    }
}
