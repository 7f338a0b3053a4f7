internal import Foundation
internal import Media
internal import Support

/// MiniCPM-V's tower, which reads equal parts of all pictures together, and its resampler, which makes 64 rows of each.
final class MiniCPMEncoder: VisionEncoder {
    private let family: MiniCPMV
    private let tower: GraphRequest
    private let resampler: GraphRequest

    /// More at once need more memory and are hardly faster.
    private static let batch = 8

    init(_ family: MiniCPMV, _ graphs: VisionGraphs) throws {
        self.family = family
        tower = try graphs.makeRequest("openvino_vision_embeddings_model")
        resampler = try graphs.makeRequest("openvino_resampler_model")
    }

    /// An overview or a slice.
    private struct Part {
        var input: Int
        var index: Int
        var patches: Patches
    }

    /// Rows and columns of patches.
    private struct Patches: Hashable {
        var height: Int
        var width: Int
        var count: Int { height * width }
    }

    func encode(_ inputs: [VisionInput]) throws -> [VisualRows] {
        var results = try inputs.map { input in
            [[Float]](repeating: [], count: try parts(of: input, 0).count)
        }
        let all = try inputs.enumerated().flatMap { index, input in try parts(of: input, index) }
        for (patches, equal) in Dictionary(grouping: all, by: \.patches) {
            for begin in stride(from: 0, to: equal.count, by: Self.batch) {
                let batch = equal[begin..<min(begin + Self.batch, equal.count)]
                let features = try look(inputs, batch, patches)
                let size = features.count / batch.count
                for (place, part) in batch.enumerated() {
                    let rows = try resample(features[(place * size)..<((place + 1) * size)], patches)
                    results[part.input][part.index] = rows
                }
            }
        }
        return results.map { VisualRows(width: family.hiddenSize, values: Array($0.joined())) }
    }

    private func parts(of input: VisionInput, _ index: Int) throws -> [Part] {
        let shape = input.layout.shape
        let cut = try family.slicing.cut(shape.size, most: shape.options.maxTiles)
        return (0..<input.shape[0]).map { part in
            let size = part == 0 ? cut.overview : cut.part
            let patch = family.slicing.patch
            let patches = Patches(height: size.height / patch, width: size.width / patch)
            return Part(input: index, index: part, patches: patches)
        }
    }

    /// What the tower makes of parts of one size.
    private func look(_ inputs: [VisionInput], _ parts: ArraySlice<Part>, _ patches: Patches) throws -> [Float] {
        let patch = family.slicing.patch
        let length = patches.count * patch
        try tower.fill("pixel_values", [parts.count, 3, patch, length]) {
            (memory: UnsafeMutableBufferPointer<Float>) in
            for (place, part) in parts.enumerated() {
                let (values, stride) = (inputs[part.input].values, inputs[part.input].shape[3])
                for row in 0..<3 * patch {
                    let source = (part.index * 3 * patch + row) * stride
                    let target = (place * 3 * patch + row) * length
                    for x in 0..<length { memory[target + x] = values[source + x] }
                }
            }
        }
        let mask = [Float](repeating: 1, count: parts.count * patches.count)
        try tower.set("patch_attention_mask", mask, [parts.count, 1, patches.count])
        let places = Array(repeatElement(positions(patches), count: parts.count).joined())
        try tower.set("position_ids", places, [parts.count, patches.count])
        try tower.run()
        return try tower.output().values
    }

    /// Sides of any length are laid over those that the tower was trained on.
    private func positions(_ patches: Patches) -> [Int64] {
        let most = family.positionsPerSide
        let columns = PatchPlaces.buckets(patches.width, of: most)
        return PatchPlaces.buckets(patches.height, of: most).flatMap { row in columns.map { row * Int64(most) + $0 } }
    }

    private func resample(_ features: ArraySlice<Float>, _ patches: Patches) throws -> [Float] {
        let count = patches.count
        guard count > 0, features.count % count == 0 else {
            throw DazzleError(.engineFailed, "the vision encoder gave \(features.count) values for \(count) patches")
        }
        try resampler.set("image_feature", Array(features), [1, count, features.count / count])
        try resampler.set("pos_embed", waves(patches), [count, 1, family.hiddenSize])
        try resampler.set("key_padding_mask", [Float](repeating: 0, count: count), [1, count])
        try resampler.run()
        return try resampler.output().values
    }

    /// Sines and cosines of each patch's column, then of its row.
    private func waves(_ patches: Patches) -> [Float] {
        let quarter = family.hiddenSize / 4
        let speeds = (0..<quarter).map { 1 / powf(10_000, Float($0) / Float(quarter)) }
        func waves(_ index: Int) -> [Float] {
            let angles = speeds.map { Float(index) * $0 }
            return angles.map(sinf) + angles.map(cosf)
        }
        let columns = (0..<patches.width).map(waves)
        return (0..<patches.height).flatMap { row in
            let ofRow = waves(row)
            return columns.flatMap { $0 + ofRow }
        }
    }
}
