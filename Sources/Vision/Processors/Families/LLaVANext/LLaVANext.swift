package import Media
package import Support

/// LLaVA-NeXT: the whole picture small, and cut into tiles at the best of a few sizes.
package struct LLaVANext: VisionFamily {
    package static let modelTypes = ["llava_next"]

    let crop: LLaVACrop
    let imageToken: Int32
    /// Sizes to choose from.
    let sizes: [PixelSize]
    /// Stands at the end of each row of patches.
    let newline: [Float]

    package init(_ configuration: VisionConfiguration) throws(DazzleError) {
        crop = try LLaVACrop(configuration)
        imageToken = LLaVACrop.imageToken(configuration)
        let pairs = configuration.processor["image_grid_pinpoints"] ?? configuration.model["image_grid_pinpoints"]
        let side = crop.crop.width
        sizes = (pairs?.arrayValue ?? []).compactMap { pair in
            guard let height = pair.arrayValue?.first?.intValue, let width = pair.arrayValue?.last?.intValue,
                width >= side, height >= side, width <= 64 * side, height <= 64 * side
            else { return nil }
            return PixelSize(width: width, height: height)
        }
        guard !sizes.isEmpty else {
            throw DazzleError(.invalidModel, "config.json has no image_grid_pinpoints; export the model again")
        }
        newline = (configuration.model["image_newline"]?.arrayValue ?? []).map { Float($0.doubleValue ?? 0) }
    }

    package func tag(_ kind: MediaKind, index: Int) -> String { "<image>" }

    package func layout(of shape: MediaShape) throws(DazzleError) -> MediaLayout {
        let best = bestSize(for: shape.size)
        let grid = MediaLayout.Grid(height: best.height / crop.crop.height, width: best.width / crop.crop.width)
        let side = crop.patchesPerSide
        let kept = kept(of: shape.size, rows: grid.height * side, columns: grid.width * side)
        let count = side * side + kept.rows.count * (kept.columns.count + (newline.isEmpty ? 0 : 1))
        return MediaLayout(shape: shape, target: best, grid: grid, tokenCount: count)
    }

    /// The size that keeps most of the picture and wastes least of itself.
    private func bestSize(for size: PixelSize) -> PixelSize {
        var (best, mostKept, leastWasted) = (sizes[0], 0, Int.max)
        for candidate in sizes {
            let scale = min(
                Double(candidate.width) / Double(size.width), Double(candidate.height) / Double(size.height))
            let scaled = Int(Double(size.width) * scale) * Int(Double(size.height) * scale)
            let kept = min(scaled, size.pixelCount)
            let wasted = candidate.pixelCount - kept
            if kept > mostKept || (kept == mostKept && wasted < leastWasted) {
                (best, mostKept, leastWasted) = (candidate, kept, wasted)
            }
        }
        return best
    }

    /// The patches that show the picture and not what was put around it.
    func kept(of size: PixelSize, rows: Int, columns: Int) -> (rows: Range<Int>, columns: Range<Int>) {
        let (width, height) = (Double(size.width), Double(size.height))
        // Python's round(…, 7) keeps 13.999999999 from being cut to 13.
        func whole(_ value: Double) -> Int { Int((value * 1e7).rounded(.toNearestOrEven) / 1e7) }
        if width / height > Double(columns) / Double(rows) {
            let padding = (rows - whole(height * (Double(columns) / width))) / 2
            return (padding..<rows - padding, 0..<columns)
        }
        let padding = (columns - whole(width * (Double(rows) / height))) / 2
        return (0..<rows, padding..<columns - padding)
    }

    package func preprocess(_ frames: [Bitmap], _ layout: MediaLayout) throws(DazzleError) -> VisionInput {
        let side = PixelSize(width: crop.shortestEdge, height: crop.shortestEdge)
        let all = frames.flatMap { frame in [frame.resized(to: side, .bicubic)] + tiles(of: frame, layout) }
        return VisionInput(all.map(crop.middle), layout, crop.normalisation)
    }

    private func tiles(of frame: Bitmap, _ layout: MediaLayout) -> [Bitmap] {
        let (source, target) = (frame.size, layout.target)
        let across = Double(target.width) / Double(source.width)
        let down = Double(target.height) / Double(source.height)
        let fitted =
            across < down
            ? PixelSize(
                width: target.width, height: min(Int((Double(source.height) * across).rounded(.up)), target.height))
            : PixelSize(
                width: min(Int((Double(source.width) * down).rounded(.up)), target.width), height: target.height)
        return frame.resized(to: fitted, .bicubic)
            .padded(
                to: target, left: (target.width - fitted.width) / 2, top: (target.height - fitted.height) / 2, grey: 0
            ).tiles(crop.crop)
    }

    package func compose(
        _ text: String, _ media: [MediaLayout], addSpecialTokens: Bool, _ encode: (String, Bool) throws -> [Int32]
    ) throws -> ComposedPrompt {
        try LLaVACrop.compose(text, media, imageToken, addSpecialTokens, encode)
    }

    package func makeEncoder(_ graphs: VisionGraphs) throws -> any VisionEncoder {
        try TileEncoder(graphs, assemble: pack)
    }

    /// The small picture's patches, then those of all tiles as one picture, row by row.
    private func pack(_ rows: [Float], _ width: Int, _ layout: MediaLayout) throws -> VisualRows {
        let side = crop.patchesPerSide
        let perTile = side * side * width
        guard rows.count == (1 + layout.grid.count) * perTile, newline.isEmpty || newline.count == width else {
            throw DazzleError(
                .engineFailed,
                "the vision encoder gave \(rows.count) values where \(1 + layout.grid.count) tiles were due")
        }
        let kept = kept(of: layout.shape.size, rows: layout.grid.height * side, columns: layout.grid.width * side)
        var result = Array(rows[..<perTile])
        for y in kept.rows {
            for x in kept.columns {
                let tile = 1 + y / side * layout.grid.width + x / side
                let begin = tile * perTile + (y % side * side + x % side) * width
                result += rows[begin..<begin + width]
            }
            result += newline
        }
        return VisualRows(width: width, values: result)
    }
}
