package import Media
package import Support

/// Idefics3 and SmolVLM: a picture enlarged to whole tiles, then all of it in one; names of rows and columns in the prompt.
package struct Idefics3: VisionFamily {
    package static let modelTypes = ["idefics3", "smolvlm"]

    /// Of a tile.
    let side: Int
    let longestEdge: Int
    let patch: Int
    let tokensPerTile: Int
    let splits: Bool
    let imageToken: Int32
    let normalisation: Normalisation

    /// transformers makes nothing larger.
    private static let limit = 4096

    package init(_ configuration: VisionConfiguration) throws(DazzleError) {
        let (model, processor) = (configuration.model, configuration.processor)
        let vision = model["vision_config"]
        side = processor["max_image_size"]?["longest_edge"]?.intValue ?? vision?["image_size"]?.intValue ?? 364
        longestEdge = processor["size"]?["longest_edge"]?.intValue ?? 4 * side
        patch = vision?["patch_size"]?.intValue ?? 14
        let factor = model["scale_factor"]?.intValue ?? 2
        guard (16...4096).contains(side), (1...65536).contains(longestEdge), (1...side).contains(patch),
            (1...side).contains(factor)
        else { throw DazzleError(.invalidModel, "preprocessor_config.json has sizes that make no sense") }
        tokensPerTile = (side / patch / factor) * (side / patch / factor)
        splits = processor["do_image_splitting"]?.boolValue ?? true
        imageToken = Int32(truncatingIfNeeded: model["image_token_id"]?.intValue ?? 128_257)
        normalisation = Normalisation(processor, mean: Normalisation.half, deviation: Normalisation.half)
    }

    package func tag(_ kind: MediaKind, index: Int) -> String { "<image>" }

    // MARK: Sizes

    package func layout(of shape: MediaShape) throws(DazzleError) -> MediaLayout {
        let first = rescaled(shape.size)
        guard splits else {
            let tile = PixelSize(width: side, height: side)
            return MediaLayout(
                shape: shape, target: tile, grid: .init(height: 0, width: 0), tokenCount: tokensPerTile)
        }
        let target = whole(first)
        let (rows, columns) = (target.height / side, target.width / side)
        let isSplit = rows > 1 || columns > 1
        let grid = MediaLayout.Grid(height: isSplit ? rows : 0, width: isSplit ? columns : 0)
        return MediaLayout(
            shape: shape, target: target, grid: grid, tokenCount: (grid.height * grid.width + 1) * tokensPerTile)
    }

    /// The longer side as the configuration has it, the shorter one even; no side beyond the limit.
    private func rescaled(_ size: PixelSize) -> PixelSize {
        var (width, height) = (size.width, size.height)
        func shrink(to length: Int, evens: Bool) {
            let ratio = Double(width) / Double(height)
            if width >= height {
                width = length
                height = Int(Double(width) / ratio)
                if evens { height += height % 2 }
            } else {
                height = length
                width = Int(Double(height) * ratio)
                if evens { width += width % 2 }
            }
            (width, height) = (max(1, width), max(1, height))
        }
        shrink(to: longestEdge, evens: true)
        if max(width, height) > Self.limit { shrink(to: Self.limit, evens: false) }
        return PixelSize(width: width, height: height)
    }

    /// Both sides multiples of a tile's.
    private func whole(_ size: PixelSize) -> PixelSize {
        func up(_ length: Int) -> Int { (length + side - 1) / side * side }
        let ratio = Double(size.width) / Double(size.height)
        if size.width >= size.height {
            let width = up(size.width)
            return PixelSize(width: width, height: max(side, up(Int(Double(width) / ratio))))
        }
        let height = up(size.height)
        return PixelSize(width: max(side, up(Int(Double(height) * ratio))), height: height)
    }

    package func preprocess(_ frames: [Bitmap], _ layout: MediaLayout) throws(DazzleError) -> VisionInput {
        let tile = PixelSize(width: side, height: side)
        let tiles = frames.flatMap { frame in
            let resized = frame.resized(to: rescaled(frame.size), .lanczos).resized(to: layout.target, .lanczos)
            let parts = layout.grid.height == 0 ? [] : resized.tiles(tile)
            return parts + [resized.resized(to: tile, .lanczos)]
        }
        return VisionInput(tiles, layout, normalisation)
    }

    // MARK: The prompt

    package func compose(
        _ text: String, _ media: [MediaLayout], addSpecialTokens: Bool, _ encode: (String, Bool) throws -> [Int32]
    ) throws -> ComposedPrompt {
        let written = try TagExpansion([.init(.image, "<image>")]).expand(text, media) { expanded(media[$0].grid) }
        let tokens = try encode(written, addSpecialTokens)
        let runs = media.map { Array(repeating: tokensPerTile, count: $0.grid.height * $0.grid.width + 1) }
        let places = try MediaPlace.find(in: tokens, runs: runs) { $0 == imageToken }
        return ComposedPrompt(tokens: tokens, places: places)
    }

    private func expanded(_ grid: MediaLayout.Grid) -> String {
        let around = "<fake_token_around_image>"
        let tile = String(repeating: "<image>", count: tokensPerTile)
        var text = ""
        for row in 0..<grid.height {
            for column in 0..<grid.width { text += "\(around)<row_\(row + 1)_col_\(column + 1)>\(tile)" }
            text += "\n"
        }
        return text + (grid.height > 0 ? "\n" : "") + "\(around)<global-img>\(tile)\(around)"
    }

    // MARK: The tower

    package func makeEncoder(_ graphs: VisionGraphs) throws -> any VisionEncoder {
        let perSide = side / patch
        let positions = patchPositions(perSide)
        return try TileEncoder(
            graphs,
            prepare: { graph, tiles in
                let mask = [Bool](repeating: true, count: tiles.count * perSide * perSide)
                try graph.set("patch_attention_mask", mask, [tiles.count, perSide, perSide])
                let ids = Array(repeatElement(positions, count: tiles.count).joined())
                try graph.set("patch_position_ids", ids, [tiles.count, perSide * perSide])
            })
    }

    /// Where a whole tile's patches stand, in the model's own arithmetic: single precision puts some of them one too low.
    private func patchPositions(_ perSide: Int) -> [Int64] {
        let borders = (1..<perSide).map { Float(1 / Double(perSide) + Double($0 - 1) * (1 / Double(perSide))) }
        let buckets = (0..<perSide).map { index -> Int64 in
            let place = Float(index) / Float(perSide) * Float(1 - 1e-6)
            return Int64(borders.count { $0 <= place })
        }
        return buckets.flatMap { row in buckets.map { row * Int64(perSide) + $0 } }
    }
}
