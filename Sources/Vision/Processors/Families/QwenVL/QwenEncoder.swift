#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import OpenVINO
internal import Support

/// Patches through the vision tower and the merger. Several pictures share a pass, kept apart by masks.
final class QwenEncoder: VisionEncoder {
    private let family: QwenVL
    private let embedding: GraphRequest
    private let merger: GraphRequest
    private let positions: GraphRequest?
    /// Angles of one direction: a row for each coordinate.
    private let frequencies: [Float]

    /// Patches in a pass, unless one picture has more. Masks have the square of it as numbers.
    private static let passLimit = 4096

    init(_ family: QwenVL, _ graphs: VisionGraphs) throws {
        self.family = family
        embedding = try graphs.makeRequest("openvino_vision_embeddings_model")
        merger = try graphs.makeRequest("openvino_vision_embeddings_merger_model")
        positions =
            family.generation == .three ? try graphs.makeRequest("openvino_vision_embeddings_pos_model") : nil
        guard let width = merger.inputs.first(where: { $0.name == "rotary_pos_emb" })?.shape?.last, let width, width > 1
        else { throw DazzleError(.invalidModel, "the vision merger has no input rotary_pos_emb of known width") }
        frequencies = (0..<width / 2).map { Float(1 / pow(10000, Double($0) / Double(width / 2))) }
    }

    func encode(_ inputs: [VisionInput]) throws -> [VisualRows] {
        var results: [VisualRows] = []
        var group: [VisionInput] = []
        var count = 0
        for input in inputs {
            let patches = input.layout.grid.count
            if !group.isEmpty, count + patches > Self.passLimit {
                results += try run(group)
                (group, count) = ([], 0)
            }
            group.append(input)
            count += patches
        }
        return try results + (group.isEmpty ? [] : run(group))
    }

    private func run(_ inputs: [VisionInput]) throws -> [VisualRows] {
        let grids = inputs.map(\.layout.grid)
        let count = grids.reduce(0) { $0 + $1.count }
        let values = inputs.count == 1 ? inputs[0].values : Array(inputs.map(\.values).joined())
        try embedding.set("hidden_states", values, [count, family.patches.rowLength])
        try embedding.run()
        var (hidden, shape) = try embedding.output()
        if let positions { try add(learned: positions, to: &hidden, grids) }
        try merger.set("hidden_states", hidden, shape)
        try merger.set("rotary_pos_emb", grids.flatMap(angles), [count, frequencies.count * 2])
        try setMask(
            "attention_mask", segments: grids.flatMap { Array(repeating: $0.height * $0.width, count: $0.time) })
        if merger.has("window_index") { try setWindows(grids) }
        try merger.run()
        return try split(inputs)
    }

    private func split(_ inputs: [VisionInput]) throws -> [VisualRows] {
        let (rows, shape) = try merger.output(0)
        let width = shape.last ?? 0
        let total = width == 0 ? 0 : rows.count / width
        let deep = family.deepstackLevels > 0 ? try merger.output(1).values : []
        var first = 0
        return try inputs.map { input in
            let range = first..<first + input.layout.tokenCount
            first = range.upperBound
            guard range.upperBound <= total, deep.count >= family.deepstackLevels * total * width else {
                throw DazzleError(
                    .engineFailed, "the vision merger gave \(total) rows where \(range.upperBound) were due")
            }
            return VisualRows(
                width: width, values: Array(rows[(range.lowerBound * width)..<(range.upperBound * width)]),
                deepstack: (0..<family.deepstackLevels).map { level in
                    let begin = (level * total + range.lowerBound) * width
                    return Array(deep[begin..<begin + range.count * width])
                })
        }
    }

    // MARK: Positions

    /// Rows and columns of the patches, in the order of the patches.
    private func coordinates(_ grid: MediaLayout.Grid) -> [(y: Int, x: Int)] {
        let merge = family.merge
        var result: [(y: Int, x: Int)] = []
        result.reserveCapacity(grid.count)
        for _ in 0..<grid.time {
            for blockY in 0..<grid.height / merge {
                for blockX in 0..<grid.width / merge {
                    for inner in 0..<merge * merge {
                        result.append((blockY * merge + inner / merge, blockX * merge + inner % merge))
                    }
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
    private func add(
        learned graph: GraphRequest, to hidden: inout [Float], _ grids: [MediaLayout.Grid]
    ) throws {
        let side = family.positionSide
        func line(_ count: Int) -> [Float] {
            // torch.linspace in single precision, from both ends towards the middle.
            let step = count > 1 ? Float(side - 1) / Float(count - 1) : 0
            return (0..<count).map { index in
                index < count / 2 || count == 1
                    ? Float(index) * step : Float(side - 1) - step * Float(count - 1 - index)
            }
        }
        let total = grids.reduce(0) { $0 + $1.count }
        var indices = [Int64](repeating: 0, count: 4 * total)
        var weights = [Float](repeating: 0, count: 4 * total)
        var place = 0
        for grid in grids {
            let (rows, columns) = (line(grid.height), line(grid.width))
            for (y, x) in coordinates(grid) {
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
                place += 1
            }
        }
        try graph.set("input", indices, [4, total])
        try graph.run()
        let (learned, shape) = try graph.output()
        let width = shape.last ?? 0
        guard learned.count == 4 * total * width, hidden.count == total * width else {
            throw DazzleError(.engineFailed, "the graph of learned positions gave \(shape) for \(total) patches")
        }
        for patch in 0..<total {
            for column in 0..<width {
                var sum: Float = 0
                for corner in 0..<4 {
                    sum += learned[(corner * total + patch) * width + column] * weights[corner * total + patch]
                }
                hidden[patch * width + column] += sum
            }
        }
    }

    // MARK: Masks

    /// Patches attend to those of their own segment. The mask is as large as all patches squared.
    private func setMask(_ name: String, segments: [Int]) throws {
        let count = segments.reduce(0, +)
        try merger.fill(name, [1, count, count]) { (mask: UnsafeMutableBufferPointer<Float>) in
            guard segments.count > 1 else { return mask.update(repeating: 0) }
            mask.update(repeating: -.infinity)
            var begin = 0
            for segment in segments {
                for row in begin..<begin + segment {
                    UnsafeMutableBufferPointer(rebasing: mask[(row * count + begin)..<(row * count + begin + segment)])
                        .update(repeating: 0)
                }
                begin += segment
            }
        }
    }

    /// Qwen2.5's other layers look at windows only; the graph sorts merged patches by `window_index` and back.
    private func setWindows(_ grids: [MediaLayout.Grid]) throws {
        let (merge, window) = (family.merge, family.window)
        var order: [Int64] = []
        var segments: [Int] = []
        var offset = 0
        for grid in grids {
            let (rows, columns) = (grid.height / merge, grid.width / merge)
            for time in 0..<grid.time {
                for top in stride(from: 0, to: rows, by: window) {
                    for left in stride(from: 0, to: columns, by: window) {
                        let before = order.count
                        for y in top..<min(top + window, rows) {
                            for x in left..<min(left + window, columns) {
                                order.append(Int64(offset + (time * rows + y) * columns + x))
                            }
                        }
                        segments.append((order.count - before) * merge * merge)
                    }
                }
            }
            offset += grid.time * rows * columns
        }
        try merger.set("window_index", order, [order.count])
        try setMask("window_attention_mask", segments: segments)
    }
}
