package import Generation
internal import OpenVINO
internal import Support

/// Runs a decoder on an NPU: a few sequences, each in a compiled copy of its own.
package final class NPURunner: ModelRunner {
    package let cache: CacheGeometry
    package let vocabularySize: Int
    package let contextLength: Int
    package let longestPrompt: Int?

    private let slots: [NPUSlot]
    private let inputNames: Set<String>
    /// nil for models that only read text.
    private let visual: VisualInputs?
    private var logits: [Float] = []

    private enum Name {
        static let positions = "position_ids"
        static let mask = "attention_mask"
    }

    init(core: borrowing Core, model: consuming Model, _ configuration: RunnerConfiguration) throws {
        // The plugin leaves out what these decoders add to their first layers.
        _ = try model.widenEmbeddings(
            VisualInputs.Name.embeddings, levels: VisualInputs.Name.deepstack, mask: VisualInputs.Name.mask)
        let isWhole = try model.inputs().contains { $0.name == VisualInputs.Name.types }
        let properties = try NPUProperties(configuration, isWhole: isWhole)
        let copies = try NPUCopies(of: model, properties, core, configuration)
        slots = copies.slots
        vocabularySize = copies.vocabularySize
        inputNames = Set(copies.inputs.map(\.name))
        // The last token of an answer is not stored.
        contextLength = min(copies.configuration.capacity + 1, configuration.contextLength)
        longestPrompt = copies.configuration.longestPrompt
        visual = try configuration.vision.map { vision in
            try VisualInputs(
                copies.inputs, vision, isBatched: true,
                embeddings: TextEmbeddings(core: core, path: vision.embeddingsPath, properties: properties.maths))
        }
        cache = CacheGeometry(
            blockSize: contextLength, blockCount: slots.count, bytesPerBlock: 0,
            slots: .init(
                keptMultiple: copies.keptMultiple ?? contextLength + 1, canCopy: false, takesPieces: false))
    }

    /// What is left to compute for one sequence of a plan.
    private struct Work {
        let slot: NPUSlot
        var passes: ArraySlice<Pass>
    }

    private struct Pass {
        var plan: StepPlan
        /// Where the logits of the last token go.
        var row: Int?
    }

    package func run<Result>(
        _ plan: borrowing StepPlan, _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
    ) throws -> Result {
        let wanted = plan.sampled.count * vocabularySize
        if logits.count < wanted { logits = [Float](repeating: 0, count: wanted) }
        var works: [Work] = []
        for index in 0..<plan.sequenceCount { works.append(try work(index, of: plan)) }
        while !works.isEmpty {
            // The slots compute side by side.
            for work in works { try start(work) }
            for index in works.indices { try finish(&works[index]) }
            works.removeAll { $0.passes.isEmpty }
        }
        return try logits.withUnsafeMutableBufferPointer { try body(.init(rebasing: $0[..<wanted])) }
    }

    /// The passes that a sequence of a plan needs: a prompt in one, all else token by token.
    private func work(_ index: Int, of plan: borrowing StepPlan) throws -> Work {
        let range = Int(plan.tokenBegins[index])..<Int(plan.tokenBegins[index + 1])
        let past = Int(plan.pastLengths[index])
        let slot = slots[Int(plan.blocks[Int(plan.blockBegins[index])])]
        let attachment = plan.attachments.first { $0.sequence == index }?.attachment
        let tokens = slot.history.prefix(past) + plan.tokens[range]
        guard tokens.count == past + range.count else {
            throw DazzleError(.engineFailed, "a slot holds \(slot.history.count) tokens where \(past) were expected")
        }
        var rows: [Int: Int] = [:]
        for (row, token) in plan.sampled.enumerated() where range.contains(Int(token)) {
            rows[past + Int(token) - range.lowerBound] = row
        }
        let isOngoing = past == slot.history.count && past > 0
        var start = try slot.goBack(to: past) { [self] in try feed(slot, $0) }
        var passes: [Pass] = []
        func add(upTo end: Int) {
            passes.append(
                Pass(
                    plan: StepPlan(
                        plan.sequences[index], tokens: tokens[start..<end], past: start, attachment: attachment),
                    row: rows[end - 1]))
            start = end
        }
        if !isOngoing || start == 0 {
            let firstRow = rows.keys.min().map { $0 + 1 } ?? tokens.count
            add(upTo: max(start + 1, min(firstRow, longestPrompt ?? tokens.count, tokens.count)))
        }
        while start < tokens.count { add(upTo: start + 1) }
        return Work(slot: slot, passes: passes[...])
    }

    private func start(_ work: Work) throws {
        guard let pass = work.passes.first else { return }
        try feed(work.slot, pass.plan)
        try work.slot.start(pass.plan)
    }

    private func finish(_ work: inout Work) throws {
        guard let pass = work.passes.popFirst() else { return }
        try work.slot.finish(pass.plan)
        guard let row = pass.row else { return }
        // The last rows are those of the last tokens, however many there are.
        let source = try work.slot.request.tensor("logits")
        let count = try source.shape().reduce(1, *)
        let width = vocabularySize
        try source.withMemory(as: Float.self, count: count) { memory in
            _ = logits.withUnsafeMutableBufferPointer { target in
                target[(row * width)..<((row + 1) * width)].update(fromContentsOf: memory.suffix(width))
            }
        }
    }

    private func feed(_ slot: NPUSlot, _ plan: StepPlan) throws {
        if let visual {
            try visual.fill(slot.request, from: plan, sequences: 0..<1)
        } else {
            try slot.request.feed("input_ids", [1, plan.tokens.count], plan.tokens)
            if inputNames.contains(Name.positions) {
                try slot.request.feed(Name.positions, [1, plan.tokens.count], plan.positions)
            }
        }
        if inputNames.contains(Name.mask) {
            let length = Int(plan.maxContextLength)
            try slot.request.feed(Name.mask, [1, length], repeatElement(1, count: length))
        }
    }
}
