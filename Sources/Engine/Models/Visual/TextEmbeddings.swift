internal import OpenVINO
internal import Support

/// Looks up the rows of token ids, where the decoder's device cannot hold the graph that does it.
final class TextEmbeddings {
    /// Values in a row.
    let width: Int
    private let request: InferRequest

    init(core: borrowing Core, path: String, properties: [String: String]) throws {
        let compiled = try core.compile(try core.readModel(path), for: "CPU", properties)
        guard let width = try compiled.outputs().first?.shape?.last, let width, width > 0 else {
            throw DazzleError(
                .invalidModel, "\(path) does not say how wide its rows are; export the model again")
        }
        self.width = width
        request = try compiled.makeRequest()
    }

    /// Writes a row for each token, `stride` values apart.
    func write(_ tokens: [Int32], into memory: UnsafeMutableBufferPointer<Float>, stride: Int) throws {
        let ids = try request.input(0)
        try ids.setShape([1, tokens.count])
        try ids.fill64(tokens)
        try request.infer()
        let width = width
        try request.output(0).withMemory(as: Float.self, count: tokens.count * width) { rows in
            for token in tokens.indices {
                let row = UnsafeMutableBufferPointer(rebasing: rows[(token * width)..<((token + 1) * width)])
                _ = UnsafeMutableBufferPointer(rebasing: memory[(token * stride)..<(token * stride + width)])
                    .update(fromContentsOf: row)
            }
        }
    }
}
