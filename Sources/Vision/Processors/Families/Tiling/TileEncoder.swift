internal import Support

/// A tower that reads tiles of one size. Tiles of all pictures go through it together, a few at a time.
final class TileEncoder: VisionEncoder {
    /// One of the tiles of a picture.
    struct Tile {
        var layout: MediaLayout
        var index: Int
    }

    typealias Preparation = (_ graph: GraphRequest, _ tiles: ArraySlice<Tile>) throws -> Void
    typealias Assembly = (_ rows: [Float], _ width: Int, _ layout: MediaLayout) throws -> VisualRows

    private let graph: GraphRequest
    private let prepare: Preparation
    private let assemble: Assembly

    /// More at once need more memory and are hardly faster.
    private static let batch = 8

    /// - Parameters:
    ///   - prepare: sets what the graph wants of these tiles beside pixels.
    ///   - assemble: makes a picture's rows of those of its tiles.
    init(
        _ graphs: VisionGraphs, prepare: @escaping Preparation = { _, _ in },
        assemble: @escaping Assembly = { rows, width, _ in VisualRows(width: width, values: rows) }
    ) throws {
        graph = try graphs.makeRequest("openvino_vision_embeddings_model")
        self.prepare = prepare
        self.assemble = assemble
    }

    func encode(_ inputs: [VisionInput]) throws -> [VisualRows] {
        guard let tile = inputs.first.map({ Array($0.shape.dropFirst()) }) else { return [] }
        let size = tile.reduce(1, *)
        let pixels = inputs.count == 1 ? inputs[0].values : Array(inputs.map(\.values).joined())
        let tiles = inputs.flatMap { input in (0..<input.shape[0]).map { Tile(layout: input.layout, index: $0) } }
        var rows: [Float] = []
        var width = 0
        for begin in stride(from: 0, to: tiles.count, by: Self.batch) {
            let end = min(tiles.count, begin + Self.batch)
            try graph.fill("pixel_values", [end - begin] + tile) { (memory: UnsafeMutableBufferPointer<Float>) in
                _ = memory.update(fromContentsOf: pixels[(begin * size)..<(end * size)])
            }
            try prepare(graph, tiles[begin..<end])
            try graph.run()
            let (values, shape) = try graph.output()
            rows += values
            width = shape.last ?? 0
        }
        return try split(rows, width, inputs, tiles: tiles.count)
    }

    private func split(
        _ rows: [Float], _ width: Int, _ inputs: [VisionInput], tiles: Int
    ) throws -> [VisualRows] {
        guard width > 0, tiles > 0, rows.count % (tiles * width) == 0 else {
            throw DazzleError(.engineFailed, "the vision encoder gave \(rows.count) values for \(tiles) tiles")
        }
        let perTile = rows.count / tiles
        var first = 0
        return try inputs.map { input in
            let end = first + input.shape[0] * perTile
            defer { first = end }
            return try assemble(Array(rows[first..<end]), width, input.layout)
        }
    }
}
