package import Media
package import Support

/// MiniCPM-V 2.6: an overview, and slices of any size in a grid, each read as 64 rows.
package struct MiniCPMV: VisionFamily {
    package static let modelTypes = ["minicpmv"]

    let slicing: MiniCPMSlicing
    let rowsPerPart: Int
    /// Parts in which the longest side of any picture is told apart by position.
    let positionsPerSide: Int
    let hiddenSize: Int
    let numbersPictures: Bool
    let normalisation: Normalisation

    private static let tag = "<image>./</image>"
    private static let placeholder = "<unk>"

    package init(_ configuration: VisionConfiguration) throws(DazzleError) {
        let (model, processor) = (configuration.model, configuration.processor)
        func number(_ name: String, _ fallback: Int) -> Int {
            processor[name]?.intValue ?? model[name]?.intValue ?? fallback
        }
        let patch = number("patch_size", 14)
        let scale = number("scale_resolution", 448)
        rowsPerPart = number("query_num", 64)
        let side = model["vision_config"]?["image_size"]?.intValue ?? 980
        hiddenSize = configuration.hiddenSize
        guard (1...256).contains(patch), (patch...4096).contains(scale), (1...4096).contains(rowsPerPart),
            (patch...65_536).contains(side), (4...65_536).contains(hiddenSize)
        else {
            throw DazzleError(.invalidModel, "preprocessor_config.json has sizes that make no sense")
        }
        guard (model["scale_emb"]?.doubleValue ?? 1) == 1 else {
            throw DazzleError(
                .invalidModel, "config.json has scale_emb, as MiniCPM-V before version 2.6; use version 2.6")
        }
        positionsPerSide = side / patch
        let slices = processor["slice_mode"]?.boolValue ?? true ? number("max_slice_nums", 9) : 1
        slicing = MiniCPMSlicing(patch: patch, scale: scale, most: slices)
        numbersPictures = processor["use_image_id"]?.boolValue ?? model["use_image_id"]?.boolValue ?? true
        normalisation = Normalisation(processor, mean: Normalisation.half, deviation: Normalisation.half)
    }

    package func tag(_ kind: MediaKind, index: Int) -> String { Self.tag + "\n" }

    package func layout(of shape: MediaShape) throws(DazzleError) -> MediaLayout {
        let cut = try slicing.cut(shape.size, most: shape.options.maxTiles)
        let grid = cut.grid ?? .init(height: 0, width: 0)
        let target = PixelSize(
            width: cut.part.width * max(1, grid.width), height: cut.part.height * max(1, grid.height))
        return MediaLayout(shape: shape, target: target, grid: grid, tokenCount: (grid.count + 1) * rowsPerPart)
    }

    /// Patches lie side by side in strips, one for each part; strips are filled up with zeros.
    package func preprocess(_ frames: [Bitmap], _ layout: MediaLayout) throws(DazzleError) -> VisionInput {
        let cut = try slicing.cut(layout.shape.size, most: layout.shape.options.maxTiles)
        let parts = frames.flatMap { frame in
            let slices = cut.grid == nil ? [] : frame.resized(to: layout.target, .bicubic).tiles(cut.part)
            return [frame.resized(to: cut.overview, .bicubic)] + slices
        }
        let patch = slicing.patch
        let length = parts.map { $0.size.pixelCount / patch }.max() ?? 0
        var values = [Float](repeating: 0, count: parts.count * 3 * patch * length)
        for (index, part) in parts.enumerated() {
            let columns = part.size.width / patch
            for channel in 0..<3 {
                let table = normalisation.tables[channel]
                for y in 0..<part.size.height {
                    // Each row of patches goes on where the one above ended.
                    let start = ((index * 3 + channel) * patch + y % patch) * length + y / patch * columns * patch
                    for x in 0..<part.size.width {
                        values[start + x] = table[Int(part.bytes[(y * part.size.width + x) * 3 + channel])]
                    }
                }
            }
        }
        return VisionInput(layout: layout, shape: [parts.count, 3, patch, length], values: values)
    }

    package func compose(
        _ text: String, _ media: [MediaLayout], addSpecialTokens: Bool, _ encode: (String, Bool) throws -> [Int32]
    ) throws -> ComposedPrompt {
        let rows = String(repeating: Self.placeholder, count: rowsPerPart)
        let written = try TagExpansion([.init(.image, Self.tag)]).expand(text, media) { index in
            let grid = media[index].grid
            let line = String(repeating: "<slice>\(rows)</slice>", count: grid.width)
            let lines = Array(repeating: line, count: grid.height).joined(separator: "\n")
            return (numbersPictures ? "<image_id>\(index)</image_id>" : "") + "<image>\(rows)</image>" + lines
        }
        let tokens = try encode(written, addSpecialTokens)
        let placeholder = try encode(Self.placeholder, false).last
        let runs = media.map { Array(repeating: rowsPerPart, count: $0.grid.count + 1) }
        let places = try MediaPlace.find(in: tokens, runs: runs) { $0 == placeholder }
        return ComposedPrompt(tokens: tokens, places: places)
    }

    package func makeEncoder(_ graphs: VisionGraphs) throws -> any VisionEncoder {
        try MiniCPMEncoder(self, graphs)
    }
}
