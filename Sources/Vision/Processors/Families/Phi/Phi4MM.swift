package import Media
package import Support

/// Phi-4-multimodal, pictures only: tiles that cover the picture, of which only the covered part counts, and the whole of it
/// once more.
package struct Phi4MM: VisionFamily {
    package static let modelTypes = ["phi4mm"]

    let tiles: Int
    let separators: PhiSeparators
    private let normalisation: Normalisation

    private static let side = 448
    private static let patch = 14
    /// Patches in a tile's row; each two by two become one feature.
    private static let patches = side / patch
    private static let features = 1152
    private static let tileLimit = 64
    private static let overview = PhiOverview(side: side, sharpness: -0.75, isCentred: true)

    package init(_ configuration: VisionConfiguration) throws(DazzleError) {
        tiles = configuration.processor["dynamic_hd"]?.intValue ?? 36
        separators = try PhiSeparators(configuration.model, width: Self.features)
        normalisation = Normalisation(mean: Normalisation.half, deviation: Normalisation.half)
    }

    package func tag(_ kind: MediaKind, index: Int) -> String { "<|image_\(index + 1)|>" }

    package func layout(of shape: MediaShape) throws(DazzleError) -> MediaLayout {
        let grid = grid(shape)
        let kept = kept(seen(grid, shape.size))
        let across = Self.patches / 2
        return MediaLayout(
            shape: shape, target: PixelSize(width: grid.width * Self.side, height: grid.height * Self.side), grid: grid,
            tokenCount: across * across + 1 + kept.rows * kept.columns + kept.rows + across)
    }

    private func grid(_ shape: MediaShape) -> MediaLayout.Grid {
        let most = min(max(1, shape.options.maxTiles ?? tiles), Self.tileLimit)
        let columns = (shape.size.width + Self.side - 1) / Self.side
        let rows = (shape.size.height + Self.side - 1) / Self.side
        if columns * rows <= most { return .init(height: rows, width: columns) }
        return TileGrid.nearest(to: shape.size, most: most, side: Self.side)
    }

    /// The picture within the tiles; the rest is white.
    private func covered(_ grid: MediaLayout.Grid, _ size: PixelSize) -> PixelSize {
        let (width, height) = (grid.width * Self.side, grid.height * Self.side)
        let across = Double(width) / Double(size.width)
        let down = Double(height) / Double(size.height)
        return across < down
            ? PixelSize(width: width, height: max(1, Int(Double(size.height) * across)))
            : PixelSize(width: max(1, Int(Double(size.width) * down)), height: height)
    }

    /// Patches that are not all white.
    private func seen(_ grid: MediaLayout.Grid, _ size: PixelSize) -> (rows: Int, columns: Int) {
        let covered = covered(grid, size)
        return (
            grid.height * Self.patches - (grid.height * Self.side - covered.height) / Self.patch,
            grid.width * Self.patches - (grid.width * Self.side - covered.width) / Self.patch
        )
    }

    private func kept(_ seen: (rows: Int, columns: Int)) -> (rows: Int, columns: Int) {
        ((seen.rows + 1) / 2, (seen.columns + 1) / 2)
    }

    package func preprocess(_ frames: [Bitmap], _ layout: MediaLayout) throws(DazzleError) -> VisionInput {
        let image = frames[0].resized(to: covered(layout.grid, layout.shape.size), .bilinear)
            .padded(to: layout.target, left: 0, top: 0, grey: 255)
        return VisionInput(image, Self.overview, layout, normalisation)
    }

    package func compose(
        _ text: String, _ media: [MediaLayout], addSpecialTokens: Bool, _ encode: (String, Bool) throws -> [Int32]
    ) throws -> ComposedPrompt {
        try PhiPrompt.compose(text, media, placeholder: "<|endoftext10|>", encode)
    }

    package func makeEncoder(_ graphs: VisionGraphs) throws -> any VisionEncoder {
        let rows = try PhiRows(side: Self.patches / 2, ends: separators, graphs)
        return try TileEncoder(
            graphs, prepare: prepare,
            assemble: { features, _, layout in
                try rows.rows(features, layout.grid, kept: self.kept(self.seen(layout.grid, layout.shape.size)))
            })
    }

    private func prepare(_ graph: GraphRequest, _ tiles: ArraySlice<TileEncoder.Tile>) throws {
        let side = Self.patches
        let parts = tiles.map(seenPart)
        let mask = parts.flatMap { part in
            (0..<side * side).map { $0 / side < part.rows && $0 % side < part.columns }
        }
        try graph.set("patch_attention_mask", mask, [tiles.count, side, side])
        try graph.set("patch_position_ids", parts.flatMap(positions), [tiles.count, side * side])
    }

    /// Rows and columns of patches of a tile that show the picture.
    private func seenPart(_ tile: TileEncoder.Tile) -> (rows: Int, columns: Int) {
        let side = Self.patches
        guard tile.index > 0 else { return (side, side) }
        let seen = seen(tile.layout.grid, tile.layout.shape.size)
        let (y, x) = ((tile.index - 1) / tile.layout.grid.width, (tile.index - 1) % tile.layout.grid.width)
        let rows = min(max(0, seen.rows - y * side), side)
        let columns = min(max(0, seen.columns - x * side), side)
        return rows == 0 || columns == 0 ? (0, 0) : (rows, columns)
    }

    /// The part that is seen is laid over the positions that the tower was trained on.
    private func positions(_ part: (rows: Int, columns: Int)) -> [Int64] {
        let side = Self.patches
        var result = [Int64](repeating: 0, count: side * side)
        let columns = PatchPlaces.buckets(part.columns, of: side)
        for (y, row) in PatchPlaces.buckets(part.rows, of: side).enumerated() {
            for (x, column) in columns.enumerated() { result[y * side + x] = row * Int64(side) + column }
        }
        return result
    }
}
