package import Generation
internal import OpenVINO
internal import Support

/// Runs a decoder with PagedAttention: all scheduled sequences in one pass, their KV in blocks allocated once.
package final class PagedRunner: ModelRunner {
    package let cache: CacheGeometry
    package let vocabularySize: Int
    package let contextLength: Int

    private let request: InferRequest
    private let keyValueTensors: [TensorBox]
    private let inputs: Inputs
    /// nil for models that only read text.
    private let visual: VisualInputs?

    /// Tensors of the request that a step fills; reshaping one keeps its memory unless it grows.
    private struct Inputs: ~Copyable {
        let tokens: Tensor
        let positions: Tensor?
        let pastLengths: Tensor
        let tokenBegins: Tensor
        let blocks: Tensor
        let blockBegins: Tensor
        let maxContextLength: Tensor
        let sampled: Tensor
        let aggregation: Tensor?
    }

    /// `model` must be a stateful decoder that has not been edited. Throws `OpenVINOError` where the pass or the device
    /// refuses it.
    init(core: borrowing Core, model: consuming Model, _ configuration: RunnerConfiguration) throws {
        try model.usePagedAttention()
        if let vision = configuration.vision { try VisualInputs.join(model, core: core, vision) }
        try model.gatherBeforeHead(input: Name.sampled, tokenAxis: 0)
        var properties = DeviceDefaults.merged(configuration)
        // OpenVINO cannot read back a graph that has been changed so.
        properties["CACHE_DIR"] = nil
        let compiled = try core.compile(model, for: configuration.device, properties)
        let ports = try compiled.inputs()

        let cachePorts = ports.filter { $0.name.hasPrefix("key_cache.") || $0.name.hasPrefix("value_cache.") }
        cache = try CacheSizing(ports: cachePorts, configuration).geometry()
        request = try compiled.makeRequest()
        var tensors: [TensorBox] = []
        for port in cachePorts {
            let row = (port.shape ?? []).dropFirst().map { $0 ?? 0 }
            let tensor = TensorBox(try compiled.makeTensor(port.element, [cache.blockCount] + row))
            try request.setTensor(port.name, tensor.tensor)
            tensors.append(tensor)
        }
        keyValueTensors = tensors
        inputs = try Self.findInputs(of: request, names: Set(ports.map(\.name)))
        visual = try configuration.vision.map { try VisualInputs(ports, $0, isBatched: false) }
        contextLength = configuration.contextLength
        guard let width = try compiled.outputs().first(where: { $0.name == "logits" })?.shape?.last, let width else {
            throw DazzleError(.invalidModel, "the model has no output 'logits' of known width; export it again")
        }
        vocabularySize = width
    }

    private enum Name {
        static let sampled = "sampled_tokens_indices"
        static let positions = "position_ids"
        static let aggregation = "score_aggregation_window"
    }

    private static func findInputs(of request: borrowing InferRequest, names: Set<String>) throws -> Inputs {
        Inputs(
            tokens: try request.tensor("input_ids"),
            positions: names.contains(Name.positions) ? try request.tensor(Name.positions) : nil,
            pastLengths: try request.tensor("past_lens"),
            tokenBegins: try request.tensor("subsequence_begins"),
            blocks: try request.tensor("block_indices"),
            blockBegins: try request.tensor("block_indices_begins"),
            maxContextLength: try request.tensor("max_context_len"),
            sampled: try request.tensor(Name.sampled),
            aggregation: names.contains(Name.aggregation) ? try request.tensor(Name.aggregation) : nil)
    }

    package var interrupt: @Sendable () -> Void { { [canceller = request.canceller] in canceller.cancel() } }

    package func run<Result>(
        _ plan: borrowing StepPlan, _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
    ) throws -> Result {
        for copy in plan.copies {
            for box in keyValueTensors { try box.tensor.copyRow(Int(copy.source), to: Int(copy.destination)) }
        }
        try fill(from: plan)
        try request.infer()
        let logits = try request.tensor("logits")
        return try logits.withMemory(as: Float.self, count: plan.sampled.count * vocabularySize, body)
    }

    private func fill(from plan: borrowing StepPlan) throws {
        try inputs.tokens.fill(widening: plan.tokens)
        if let visual {
            try visual.fill(request, from: plan, sequences: 0..<plan.sequenceCount)
        } else if inputs.positions != nil {
            try inputs.positions?.fill(widening: plan.positions)
        }
        try inputs.pastLengths.fill(plan.pastLengths)
        try inputs.tokenBegins.fill(plan.tokenBegins)
        try inputs.blocks.fill(plan.blocks)
        try inputs.blockBegins.fill(plan.blockBegins)
        try inputs.maxContextLength.withMemory(as: Int32.self, count: 1) { $0[0] = plan.maxContextLength }
        try inputs.sampled.fill(widening: plan.sampled)
        if inputs.aggregation != nil {
            try inputs.aggregation?.fill(repeating: 1, count: plan.sequenceCount)
        }
    }
}

/// Lets move-only tensors stand in an array.
final class TensorBox {
    let tensor: Tensor
    init(_ tensor: consuming Tensor) { self.tensor = tensor }
}

extension Tensor {
    func fill(_ values: [Int32]) throws {
        try setShape([values.count])
        try withMemory(as: Int32.self, count: values.count) { memory in
            _ = memory.update(fromContentsOf: values)
        }
    }

    func fill(repeating value: Int32, count: Int) throws {
        try setShape([count])
        try withMemory(as: Int32.self, count: count) { $0.update(repeating: value) }
    }

    /// Copies 32-bit ids into a 64-bit tensor.
    func fill(widening values: [Int32]) throws {
        try setShape([values.count])
        try fill64(values)
    }

    func fill64(_ values: [Int32]) throws {
        try withMemory(as: Int64.self, count: values.count) { memory in
            for index in memory.indices { memory[index] = Int64(values[index]) }
        }
    }
}
