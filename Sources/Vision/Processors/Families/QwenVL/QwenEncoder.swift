#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import OpenVINO
internal import Support

/// Patches through the vision tower and the merger. A picture, and each time step of a clip, attends to itself alone, so each
/// is a pass of its own that needs no mask: masks have the square of the patches as numbers.
final class QwenEncoder: VisionEncoder {
    private let family: QwenVL
    private let embedding: GraphRequest
    private let merger: GraphRequest
    private let positions: GraphRequest?
    /// Angles of one direction: a row for each coordinate.
    private let frequencies: [Float]

    private static let mask = "attention_mask"

    init(_ family: QwenVL, _ graphs: VisionGraphs) throws {
        self.family = family
        embedding = try graphs.makeRequest("openvino_vision_embeddings_model")
        merger = try graphs.makeRequest("openvino_vision_embeddings_merger_model", withoutMask: Self.mask)
        positions =
            family.generation == .three ? try graphs.makeRequest("openvino_vision_embeddings_pos_model") : nil
        guard let width = merger.inputs.first(where: { $0.name == "rotary_pos_emb" })?.shape?.last, let width, width > 1
        else { throw DazzleError(.invalidModel, "the vision merger has no input rotary_pos_emb of known width") }
        frequencies = (0..<width / 2).map { Float(1 / pow(10000, Double($0) / Double(width / 2))) }
    }

    func encode(_ inputs: [VisionInput]) throws -> [VisualRows] { try inputs.map(encode) }

    private func encode(_ input: VisionInput) throws -> VisualRows {
        let whole = input.layout.grid
        try embedding.set("hidden_states", input.values, [whole.count, family.patches.rowLength])
        try embedding.run()
        let (hidden, shape) = try embedding.output()
        let grid = MediaLayout.Grid(height: whole.height, width: whole.width)
        let size = hidden.count / max(1, whole.time)
        let learned = try positions.map { try learnedPositions($0, grid, width: shape.last ?? 0) }
        try merger.set("rotary_pos_emb", angles(grid), [grid.count, frequencies.count * 2])
        try merger.setMask(Self.mask, segments: [grid.count])
        if merger.has("window_index") { try setWindows(grid) }
        var rows: [Float] = []
        var deep = [[Float]](repeating: [], count: family.deepstackLevels)
        for time in 0..<whole.time {
            try merger.fill("hidden_states", [grid.count] + shape.dropFirst()) {
                (memory: UnsafeMutableBufferPointer<Float>) in
                _ = memory.update(fromContentsOf: hidden[(time * size)..<(time * size + memory.count)])
                for (index, value) in (learned ?? []).enumerated() { memory[index] += value }
            }
            try merger.run()
            rows += try merger.output(0).values
            try appendDeep(to: &deep)
        }
        guard input.layout.tokenCount > 0, rows.count % input.layout.tokenCount == 0 else {
            throw DazzleError(
                .engineFailed, "the vision merger gave \(rows.count) values for \(input.layout.tokenCount) tokens")
        }
        return VisualRows(width: rows.count / input.layout.tokenCount, values: rows, deepstack: deep)
    }

    /// The merger's second output has the rows of all levels, one level after the other.
    private func appendDeep(to deep: inout [[Float]]) throws {
        guard !deep.isEmpty else { return }
        let values = try merger.output(1).values
        let size = values.count / deep.count
        for level in deep.indices { deep[level] += values[(level * size)..<((level + 1) * size)] }
    }

    // MARK: Positions

    /// Rows and columns of the patches, in the order of the patches.
    private func coordinates(_ grid: MediaLayout.Grid) -> [(y: Int, x: Int)] {
        let merge = family.merge
        var result: [(y: Int, x: Int)] = []
        result.reserveCapacity(grid.count)
        for blockY in 0..<grid.height / merge {
            for blockX in 0..<grid.width / merge {
                for inner in 0..<merge * merge {
                    result.append((blockY * merge + inner / merge, blockX * merge + inner % merge))
                }
            }
        }
        return result
    }

    private func angles(_ grid: MediaLayout.Grid) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(grid.count * frequencies.count * 2)
        for (y, x) in coordinates(grid) {
            for frequency in frequencies { result.append(Float(y) * frequency) }
            for frequency in frequencies { result.append(Float(x) * frequency) }
        }
        return result
    }

    /// Qwen3 has learned positions on a square, between which it interpolates.
    private func learnedPositions(
        _ graph: GraphRequest, _ grid: MediaLayout.Grid, width: Int
    ) throws -> [Float] {
        let side = family.positionSide
        func line(_ count: Int) -> [Float] {
            // torch.linspace in single precision, from both ends towards the middle.
            let step = count > 1 ? Float(side - 1) / Float(count - 1) : 0
            return (0..<count).map { index in
                index < count / 2 || count == 1
                    ? Float(index) * step : Float(side - 1) - step * Float(count - 1 - index)
            }
        }
        let total = grid.count
        var indices = [Int64](repeating: 0, count: 4 * total)
        var weights = [Float](repeating: 0, count: 4 * total)
        let (rows, columns) = (line(grid.height), line(grid.width))
        for (place, (y, x)) in coordinates(grid).enumerated() {
            let (top, left) = (Int(rows[y]), Int(columns[x]))
            let (bottom, right) = (min(top + 1, side - 1), min(left + 1, side - 1))
            let (down, across) = (rows[y] - Float(top), columns[x] - Float(left))
            let corners = [
                (top * side + left, (1 - down) * (1 - across)), (top * side + right, (1 - down) * across),
                (bottom * side + left, down * (1 - across)), (bottom * side + right, down * across),
            ]
            for (corner, (index, weight)) in corners.enumerated() {
                indices[corner * total + place] = Int64(index)
                weights[corner * total + place] = weight
            }
        }
        try graph.set("input", indices, [4, total])
        try graph.run()
        let (learned, shape) = try graph.output()
        guard learned.count == 4 * total * width else {
            throw DazzleError(.engineFailed, "the graph of learned positions gave \(shape) for \(total) patches")
        }
        var result = [Float](repeating: 0, count: total * width)
        for patch in 0..<total {
            for column in 0..<width {
                var sum: Float = 0
                for corner in 0..<4 {
                    sum += learned[(corner * total + patch) * width + column] * weights[corner * total + patch]
                }
                result[patch * width + column] = sum
            }
        }
        return result
    }

    // MARK: Windows

    /// Qwen2.5's other layers look at windows only; the graph sorts merged patches by `window_index` and back.
    private func setWindows(_ grid: MediaLayout.Grid) throws {
        let (merge, window) = (family.merge, family.window)
        var order: [Int64] = []
        var segments: [Int] = []
        let (rows, columns) = (grid.height / merge, grid.width / merge)
        for top in stride(from: 0, to: rows, by: window) {
            for left in stride(from: 0, to: columns, by: window) {
                let before = order.count
                for y in top..<min(top + window, rows) {
                    for x in left..<min(left + window, columns) { order.append(Int64(y * columns + x)) }
                }
                segments.append((order.count - before) * merge * merge)
            }
        }
        try merger.set("window_index", order, [order.count])
        try merger.setMask("window_attention_mask", segments: segments)
    }
}
