internal import Support

/// Puts the tiles' features together as both Phi families do: tiles side by side as one picture, whose rows end with a
/// separator, another separator, and the overview in the same way; then all through the projection.
final class PhiRows {
    /// Features in a tile's row and column, and their width.
    private let side: Int
    private let width: Int
    private let rowEnd: [Float]
    private let between: [Float]
    private let projection: GraphRequest

    /// - Parameter ends: sub_GN and glb_GN of config.json.
    init(side: Int, ends: PhiSeparators, _ graphs: VisionGraphs) throws {
        self.side = side
        (width, rowEnd, between) = (ends.row.count, ends.row, ends.between)
        projection = try graphs.makeRequest("openvino_vision_projection_model")
    }

    /// - Parameters:
    ///   - features: of the overview, then of each tile of `grid`; rows of `side` by `side`.
    ///   - kept: rows and columns of the tiles' features that show the picture.
    func rows(_ features: [Float], _ grid: MediaLayout.Grid, kept: (rows: Int, columns: Int)) throws -> VisualRows {
        guard features.count == (1 + grid.count) * side * side * width else {
            throw DazzleError(
                .engineFailed, "the vision encoder gave \(features.count) values for \(1 + grid.count) tiles")
        }
        var joined: [Float] = []
        func append(tile: Int, _ y: Int, _ x: Int) {
            let begin = ((tile * side + y) * side + x) * width
            joined += features[begin..<begin + width]
        }
        for y in 0..<kept.rows {
            for x in 0..<kept.columns { append(tile: 1 + y / side * grid.width + x / side, y % side, x % side) }
            joined += rowEnd
        }
        joined += between
        for y in 0..<side {
            for x in 0..<side { append(tile: 0, y, x) }
            joined += rowEnd
        }
        try projection.set("input", joined, [1, joined.count / width, width])
        try projection.run()
        let (values, shape) = try projection.output()
        return VisualRows(width: shape.last ?? 0, values: values)
    }
}

/// Learned vectors between features.
struct PhiSeparators: Sendable {
    var row: [Float]
    var between: [Float]

    init(_ model: JSONObject, width: Int) throws(DazzleError) {
        (row, between) = (Self.numbers(model["sub_GN"]), Self.numbers(model["glb_GN"]))
        guard row.count == width, between.count == width else {
            throw DazzleError(
                .invalidModel, "config.json has no sub_GN and glb_GN of \(width) numbers; export the model again")
        }
    }

    /// All numbers, however deep the lists lie.
    private static func numbers(_ value: JSONValue?) -> [Float] {
        guard let list = value?.arrayValue else { return value?.doubleValue.map { [Float($0)] } ?? [] }
        return list.flatMap(numbers)
    }
}
