internal import Support

/// A tower that reads tiles of one size. Tiles of all pictures go through it together, a few at a time.
final class TileEncoder: VisionEncoder {
    private let graph: GraphRequest
    private let prepare: (_ graph: GraphRequest, _ tiles: Int) throws -> Void
    private let assemble: (_ rows: [Float], _ width: Int, _ layout: MediaLayout) throws -> [Float]

    /// More at once need more memory and are hardly faster.
    private static let batch = 8

    /// - Parameters:
    ///   - prepare: sets what the graph wants beside pixels, for so many tiles.
    ///   - assemble: makes a picture's rows of those of its tiles.
    init(
        _ graphs: VisionGraphs, prepare: @escaping (_ graph: GraphRequest, _ tiles: Int) throws -> Void = { _, _ in },
        assemble: @escaping (_ rows: [Float], _ width: Int, _ layout: MediaLayout) throws -> [Float] = {
            rows, _, _ in rows
        }
    ) throws {
        graph = try graphs.makeRequest("openvino_vision_embeddings_model")
        self.prepare = prepare
        self.assemble = assemble
    }

    func encode(_ inputs: [VisionInput]) throws -> [VisualRows] {
        guard let tile = inputs.first.map({ Array($0.shape.dropFirst()) }) else { return [] }
        let size = tile.reduce(1, *)
        let pixels = inputs.count == 1 ? inputs[0].values : Array(inputs.map(\.values).joined())
        let count = pixels.count / max(1, size)
        var rows: [Float] = []
        var width = 0
        for begin in stride(from: 0, to: count, by: Self.batch) {
            let end = min(count, begin + Self.batch)
            try graph.fill("pixel_values", [end - begin] + tile) { (memory: UnsafeMutableBufferPointer<Float>) in
                _ = memory.update(fromContentsOf: pixels[(begin * size)..<(end * size)])
            }
            try prepare(graph, end - begin)
            try graph.run()
            let (values, shape) = try graph.output()
            rows += values
            width = shape.last ?? 0
        }
        return try split(rows, width, inputs, tiles: count)
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
            return VisualRows(width: width, values: try assemble(Array(rows[first..<end]), width, input.layout))
        }
    }
}
