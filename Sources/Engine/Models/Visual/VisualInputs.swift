internal import Generation
internal import OpenVINO
internal import Support

/// The inputs of a decoder that reads pictures' rows beside token ids.
final class VisualInputs {
    enum Name {
        static let ids = "input_ids"
        static let rows = "visual_rows"
        static let embeddings = "inputs_embeds"
        static let choice = "row_choice"
        static let positions = "position_ids"
        static let types = "token_type_ids"
        static let mask = "visual_pos_masks"
        static let deepstack = "deepstack_visual_embeds"
    }

    private var step: VisualStep
    private let width: Int
    private let axes: Int
    private let levels: Int
    private let names: Set<String>
    /// Tensors of a stateful decoder have a batch of one before or instead of the tokens' axis.
    private let isBatched: Bool
    /// Of a decoder before which they could not be put.
    private let embeddings: TextEmbeddings?
    /// What is added in the first layers stands in the same rows.
    private let hasWideRows: Bool

    /// Puts the text embeddings before a decoder that has not been compiled.
    static func join(
        _ model: borrowing Model, core: borrowing Core, _ vision: RunnerConfiguration.Vision
    ) throws {
        let embeddings = try core.readModel(vision.embeddingsPath)
        try model.embedTokens(
            consume embeddings, Model.EmbeddingInputs(ids: Name.ids, rows: Name.rows, choice: Name.choice))
    }

    init(
        _ ports: [Port], _ vision: RunnerConfiguration.Vision, isBatched: Bool, embeddings: TextEmbeddings? = nil
    ) throws {
        func port(_ name: String) -> Port? { ports.first { $0.name == name } }
        self.embeddings = embeddings
        guard let width = port(embeddings == nil ? Name.rows : Name.embeddings)?.shape?.last, let width else {
            throw DazzleError(.invalidModel, "the decoder does not say how wide its rows are; export it again")
        }
        let parts = embeddings.map { width / $0.width } ?? 1
        self.width = width / max(1, parts)
        hasWideRows = parts > 1
        self.isBatched = isBatched
        axes = port(Name.positions)?.shape?.count == (isBatched ? 3 : 2) ? 3 : 1
        levels = hasWideRows ? parts - 1 : port(Name.deepstack) == nil ? 0 : vision.deepstackLevels
        names = Set(ports.map(\.name))
        step = VisualStep(
            VisualStep.Layout(
                width: self.width, axes: axes, firstPosition: vision.firstPosition, deepstackLevels: levels))
    }

    /// Feeds everything but the token ids for some sequences of a plan.
    func fill(_ request: borrowing InferRequest, from plan: borrowing StepPlan, sequences: Range<Int>) throws {
        try step.gather(plan, sequences: sequences)
        let count = step.choice.count
        // Graphs are spared empty tensors: one row that nobody chooses stands for none.
        let rowCount = max(1, step.rowCount)
        if let embeddings {
            try embed(request, Array(plan.tokens[tokens(of: plan, sequences)]), embeddings)
        } else {
            try set(request, Name.rows, [rowCount, width], step.rows, padding: rowCount * width)
            try set(request, Name.choice, [count], step.choice.lazy.map(Int64.init))
        }
        if names.contains(Name.positions) {
            let shape = (axes == 3 ? [3] : []) + (isBatched ? [1, count] : [count])
            try set(request, Name.positions, shape, step.positions.joined().lazy.map(Int64.init), count: axes * count)
        }
        let perToken = isBatched ? [1, count] : [count, 1]
        if names.contains(Name.types) {
            try set(request, Name.types, perToken, step.isVisual.lazy.map { $0 ? Int64(1) : 0 })
        }
        if names.contains(Name.mask) { try set(request, Name.mask, perToken, step.isVisual) }
        if names.contains(Name.deepstack) {
            let tensor = try request.tensor(Name.deepstack)
            try tensor.setShape([levels, rowCount, width])
            try tensor.withMemory(as: Float.self, count: levels * rowCount * width) { memory in
                for level in 0..<levels {
                    let part = UnsafeMutableBufferPointer(
                        rebasing: memory[(level * rowCount * width)..<((level + 1) * rowCount * width)])
                    if step.deepstack[level].count == part.count {
                        _ = part.update(fromContentsOf: step.deepstack[level])
                    } else {
                        part.update(repeating: 0)
                    }
                }
            }
        }
    }

    private func tokens(of plan: borrowing StepPlan, _ sequences: Range<Int>) -> Range<Int> {
        Int(plan.tokenBegins[sequences.lowerBound])..<Int(plan.tokenBegins[sequences.upperBound])
    }

    /// Text rows, with those of pictures in their places.
    private func embed(_ request: borrowing InferRequest, _ tokens: [Int32], _ embeddings: TextEmbeddings) throws {
        let tensor = try request.tensor(Name.embeddings)
        let stride = hasWideRows ? width * (levels + 1) : width
        try tensor.setShape([1, tokens.count, stride])
        try tensor.withMemory(as: Float.self, count: tokens.count * stride) { memory in
            if hasWideRows { memory.update(repeating: 0) }
            try embeddings.write(tokens, into: memory, stride: stride)
            for (token, row) in step.choice.enumerated() where step.isVisual[token] {
                let source = (Int(row) - tokens.count) * width
                func put(_ values: [Float], part: Int) {
                    let target = token * stride + part * width
                    _ = UnsafeMutableBufferPointer(rebasing: memory[target..<(target + width)])
                        .update(fromContentsOf: values[source..<(source + width)])
                }
                put(step.rows, part: 0)
                guard hasWideRows else { continue }
                for level in 0..<levels where step.deepstack[level].count >= source + width {
                    put(step.deepstack[level], part: level + 1)
                }
            }
        }
    }

    private func set(
        _ request: borrowing InferRequest, _ name: String, _ shape: [Int], _ values: [Float], padding size: Int
    ) throws {
        let tensor = try request.tensor(name)
        try tensor.setShape(shape)
        try tensor.withMemory(as: Float.self, count: size) { memory in
            if values.count == size { _ = memory.update(fromContentsOf: values) } else { memory.update(repeating: 0) }
        }
    }

    private func set<Values: Sequence>(
        _ request: borrowing InferRequest, _ name: String, _ shape: [Int], _ values: Values, count: Int? = nil
    ) throws where Values.Element: BitwiseCopyable {
        let tensor = try request.tensor(name)
        try tensor.setShape(shape)
        try tensor.withMemory(as: Values.Element.self, count: count ?? shape.reduce(1, *)) { memory in
            _ = memory.update(from: values)
        }
    }
}
