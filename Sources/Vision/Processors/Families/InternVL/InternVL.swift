package import Media
package import Support

/// InternVL 2, 2.5 and 3: a picture as tiles in the grid nearest to its shape, and the whole of it once more.
package struct InternVL: VisionFamily {
    package static let modelTypes = ["internvl_chat"]

    let side: Int
    let tokensPerTile: Int
    let maxTiles: Int
    let normalisation: Normalisation

    /// What the model's own code allows at most, whatever is asked for.
    private static let tileLimit = 64

    package init(_ configuration: VisionConfiguration) throws(DazzleError) {
        let (model, processor) = (configuration.model, configuration.processor)
        side = processor["size"]?["shortest_edge"]?.intValue ?? model["force_image_size"]?.intValue ?? 448
        let patch = model["vision_config"]?["patch_size"]?.intValue ?? 14
        guard (16...4096).contains(side), (1...256).contains(patch) else {
            throw DazzleError(.invalidModel, "preprocessor_config.json has sizes that make no sense")
        }
        // Two by two patches become one token.
        let across = Double(side / patch) * (model["downsample_ratio"]?.doubleValue ?? 0.5)
        tokensPerTile = Int(across * across)
        maxTiles = min(max(1, model["max_dynamic_patch"]?.intValue ?? 12), Self.tileLimit)
        normalisation = Normalisation(
            processor, mean: Normalisation.imageNetMean, deviation: Normalisation.imageNetDeviation)
    }

    package func tag(_ kind: MediaKind, index: Int) -> String { "<image>\n" }

    package func layout(of shape: MediaShape) throws(DazzleError) -> MediaLayout {
        let most = min(max(1, shape.options.maxTiles ?? maxTiles), Self.tileLimit)
        let grid = TileGrid.nearest(to: shape.size, most: most, side: side)
        let tiles = grid.count == 1 ? 1 : grid.count + 1
        return MediaLayout(
            shape: shape, target: PixelSize(width: grid.width * side, height: grid.height * side), grid: grid,
            tokenCount: tiles * tokensPerTile)
    }

    package func preprocess(_ frames: [Bitmap], _ layout: MediaLayout) throws(DazzleError) -> VisionInput {
        let tile = PixelSize(width: side, height: side)
        let tiles = frames.flatMap { frame in
            let parts = frame.resized(to: layout.target, .bicubic).tiles(tile)
            return parts.count == 1 ? parts : parts + [frame.resized(to: tile, .bicubic)]
        }
        return VisionInput(tiles, layout, normalisation)
    }

    package func compose(
        _ text: String, _ media: [MediaLayout], addSpecialTokens: Bool, _ encode: (String, Bool) throws -> [Int32]
    ) throws -> ComposedPrompt {
        let context = "<IMG_CONTEXT>"
        let written = try TagExpansion([.init(.image, "<image>")]).expand(text, media) { index in
            "<img>" + String(repeating: context, count: media[index].tokenCount) + "</img>"
        }
        let tokens = try encode(written, addSpecialTokens)
        let placeholder = try encode(context, false).last
        let places = try MediaPlace.find(in: tokens, runs: media.map { [$0.tokenCount] }) { $0 == placeholder }
        return ComposedPrompt(tokens: tokens, places: places)
    }

    package func makeEncoder(_ graphs: VisionGraphs) throws -> any VisionEncoder { try TileEncoder(graphs) }
}
