package import Generation
internal import OpenVINO
internal import Support

/// Runs a decoder as it was exported, for devices and models without PagedAttention.
///
/// Each sequence has a slot: an infer request that holds the whole sequence's KV as its state. To the scheduler a slot
/// is a block as long as the context, so forks copy a slot as they would copy a block, and everything else is the same.
/// What an ended sequence leaves in its slot is cut to the length that the next one shares.
package final class StatefulRunner: ModelRunner {
    package let cache: CacheGeometry
    package let vocabularySize: Int
    package let contextLength: Int

    private let compiled: CompiledModel
    private let inputNames: Set<String>
    /// nil for models that only read text.
    private let visual: VisualInputs?
    private var slots: [Slot?]
    private var logits: [Float] = []
    /// The sequence dimension of the KV states.
    private let tokenAxis = 2

    private final class Slot {
        let request: InferRequest
        /// Tokens whose KV the state holds; nil while a pass has not ended well.
        var stored: Int? = 0
        init(_ request: consuming InferRequest) { self.request = request }
    }

    private enum Name {
        static let sampled = "sampled_tokens_indices"
        static let positions = "position_ids"
        static let mask = "attention_mask"
        static let beams = "beam_idx"
    }

    init(core: borrowing Core, model: consuming Model, _ configuration: RunnerConfiguration) throws {
        guard model.variableCount > 0 else {
            throw DazzleError(
                .invalidModel,
                "the model keeps no state between passes; export it with --task text-generation-with-past")
        }
        if let vision = configuration.vision { try VisualInputs.join(model, core: core, vision) }
        try model.gatherBeforeHead(input: Name.sampled, tokenAxis: 1)
        let properties = DeviceDefaults.merged(configuration)
        compiled = try core.compile(model, from: configuration.modelPath, for: configuration.device, properties)
        let ports = try compiled.inputs()
        inputNames = Set(ports.map(\.name))
        visual = try configuration.vision.map { try VisualInputs(ports, $0, isBatched: true) }
        guard let width = try compiled.outputs().first(where: { $0.name == "logits" })?.shape?.last, let width else {
            throw DazzleError(.invalidModel, "the model has no output 'logits' of known width; export it again")
        }
        vocabularySize = width
        contextLength = configuration.contextLength
        slots = Array(repeating: nil, count: configuration.maxSequences)
        // The exported mask of Gemma 3 lets pictures look both ways only where nothing has been computed before them.
        let isWhole = inputNames.contains(VisualInputs.Name.types)
        cache = CacheGeometry(
            blockSize: configuration.contextLength, blockCount: configuration.maxSequences, bytesPerBlock: 0,
            slots: .init(
                keptMultiple: isWhole ? configuration.contextLength + 1 : 1, canCopy: true, takesPieces: !isWhole))
    }

    package func run<Result>(
        _ plan: borrowing StepPlan, _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
    ) throws -> Result {
        for copy in plan.copies { try copySlot(Int(copy.source), to: Int(copy.destination)) }
        let wanted = plan.sampled.count * vocabularySize
        if logits.count < wanted { logits = [Float](repeating: 0, count: wanted) }
        var row = 0
        for index in 0..<plan.sequenceCount { row = try runSequence(index, of: plan, firstRow: row) }
        return try logits.withUnsafeMutableBufferPointer { try body(.init(rebasing: $0[..<wanted])) }
    }

    /// Computes one sequence's tokens and returns the row after its last.
    private func runSequence(_ index: Int, of plan: borrowing StepPlan, firstRow: Int) throws -> Int {
        let tokens = Int(plan.tokenBegins[index])..<Int(plan.tokenBegins[index + 1])
        let past = Int(plan.pastLengths[index])
        let slot = try slot(Int(plan.blocks[Int(plan.blockBegins[index])]))
        try trim(slot, to: past)

        var lastRow = firstRow
        while lastRow < plan.sampled.count, Int(plan.sampled[lastRow]) < tokens.upperBound { lastRow += 1 }
        let rows = firstRow..<lastRow

        try slot.request.feed("input_ids", [1, tokens.count], plan.tokens[tokens])
        if let visual {
            try visual.fill(slot.request, from: plan, sequences: index..<index + 1)
        } else if inputNames.contains(Name.positions) {
            try slot.request.feed(Name.positions, [1, tokens.count], plan.positions[tokens])
        }
        if inputNames.contains(Name.mask) {
            try slot.request.feed(
                Name.mask, [1, past + tokens.count], repeatElement(1, count: past + tokens.count)[...])
        }
        if inputNames.contains(Name.beams) {
            let beams = try slot.request.tensor(Name.beams)
            try beams.fill([0])
        }
        let first = Int32(tokens.lowerBound)
        try slot.request.feed(Name.sampled, [rows.count], plan.sampled[rows].lazy.map { $0 - first }[...])
        slot.stored = nil
        try slot.request.infer()
        slot.stored = past + tokens.count
        try collect(rows, from: slot.request)
        return lastRow
    }

    private func collect(_ rows: Range<Int>, from request: borrowing InferRequest) throws {
        guard !rows.isEmpty else { return }
        let source = try request.tensor("logits")
        let width = vocabularySize
        try source.withMemory(as: Float.self, count: rows.count * width) { memory in
            _ = logits.withUnsafeMutableBufferPointer { target in
                target[(rows.lowerBound * width)..<(rows.upperBound * width)].update(fromContentsOf: memory)
            }
        }
    }

    // MARK: Slots

    private func slot(_ index: Int) throws -> Slot {
        if let slot = slots[index] { return slot }
        let slot = Slot(try compiled.makeRequest())
        slots[index] = slot
        return slot
    }

    /// Makes the slot hold exactly the first `length` tokens it was fed. A new sequence starts at 0.
    private func trim(_ slot: Slot, to length: Int) throws {
        guard slot.stored != length else { return }
        guard length > 0 else {
            try slot.request.resetStates()
            slot.stored = 0
            return
        }
        guard let stored = slot.stored, length < stored else {
            throw DazzleError(
                .engineFailed, "a slot holds \(slot.stored ?? 0) tokens where \(length) were expected")
        }
        for state in 0..<(try slot.request.stateNames().count) {
            try slot.request.setState(state, try slot.request.state(state).prefix(length, axis: tokenAxis))
        }
        slot.stored = length
    }

    private func copySlot(_ source: Int, to destination: Int) throws {
        let from = try slot(source)
        let to = try slot(destination)
        for state in 0..<(try from.request.stateNames().count) {
            try to.request.setState(state, try from.request.state(state))
        }
        to.stored = from.stored
    }
}
