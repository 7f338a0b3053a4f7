package import OpenVINO
internal import Support
internal import Synchronization

/// The graphs of a model folder beside its decoder, compiled when first asked for and shared by all encoders.
package final class VisionGraphs: Sendable {
    private let shelf: Shelf
    /// Of the requests made through this.
    private let cancellers = Mutex<[PassCanceller]>([])

    package init(folder: String, device: String, properties: [String: String]) throws {
        shelf = Shelf(core: try Core(), folder: folder, device: device, properties: properties)
    }

    private init(sharing shelf: Shelf) { self.shelf = shelf }

    /// The same graphs, with requests that are cancelled apart.
    func copy() -> VisionGraphs { VisionGraphs(sharing: shelf) }

    /// - Parameters:
    ///   - name: the file's, such as "openvino_vision_embeddings_model".
    ///   - mask: an input of it that attention is to do without.
    package func makeRequest(_ name: String, withoutMask mask: String? = nil) throws -> GraphRequest {
        let request = try shelf.graph(name, withoutMask: mask).makeRequest()
        cancellers.withLock { $0.append(request.canceller) }
        return request
    }

    /// May be called on any thread: passes in progress fail soon.
    func cancelPasses() { for canceller in cancellers.withLock({ $0 }) { canceller.cancel() } }
}

/// Compiled graphs by name.
private final class Shelf: Sendable {
    private let core: Mutex<Core>
    private let folder: String
    private let device: String
    private let properties: [String: String]
    private let graphs = Mutex<[String: Graph]>([:])

    init(core: consuming sending Core, folder: String, device: String, properties: [String: String]) {
        self.core = Mutex(core)
        self.folder = folder
        self.device = device
        self.properties = properties
    }

    func graph(_ name: String, withoutMask mask: String?) throws -> Graph {
        try graphs.withLock { graphs in
            if let known = graphs[name] { return known }
            let path = "\(folder)/\(name).xml"
            do {
                let graph = try core.withLock { core in
                    let model = try core.readModel(path)
                    let dropped = try mask.flatMap { try model.dropMask(input: $0) ? $0 : nil }
                    return Graph(try core.compile(model, from: path, for: device, properties), droppedMask: dropped)
                }
                graphs[name] = graph
                return graph
            } catch let error as OpenVINOError {
                throw DazzleError(
                    .invalidModel, "\(path) cannot be used on \(device): \(error.summary); export the model again",
                    cause: error)
            }
        }
    }
}

private final class Graph: Sendable {
    private let compiled: CompiledModel
    private let droppedMask: String?

    init(_ compiled: consuming CompiledModel, droppedMask: String?) {
        self.compiled = compiled
        self.droppedMask = droppedMask
    }

    func makeRequest() throws -> GraphRequest { try GraphRequest(compiled, droppedMask: droppedMask) }
}

/// One pass at a time through a graph.
package final class GraphRequest {
    private let request: InferRequest
    package let inputs: [Port]
    package let outputs: [Port]
    /// Is not read any more.
    private let droppedMask: String?
    var canceller: PassCanceller { request.canceller }

    fileprivate init(_ compiled: borrowing CompiledModel, droppedMask: String?) throws {
        self.droppedMask = droppedMask
        request = try compiled.makeRequest()
        inputs = try compiled.inputs()
        outputs = try compiled.outputs()
    }

    package func has(_ input: String) -> Bool { inputs.contains { $0.name == input } }

    package func set(_ input: String, _ values: [Float], _ shape: [Int]) throws { try fill(input, values, shape) }
    package func set(_ input: String, _ values: [Int64], _ shape: [Int]) throws { try fill(input, values, shape) }
    package func set(_ input: String, _ values: [Bool], _ shape: [Int]) throws { try fill(input, values, shape) }

    private func fill<Element: BitwiseCopyable>(_ input: String, _ values: [Element], _ shape: [Int]) throws {
        let tensor = try request.tensor(input)
        try tensor.setShape(shape)
        try tensor.withMemory(as: Element.self, count: values.count) { _ = $0.update(fromContentsOf: values) }
    }

    /// Lends an input's memory to be written in place.
    package func fill<Element: BitwiseCopyable>(
        _ input: String, _ shape: [Int], _ body: (UnsafeMutableBufferPointer<Element>) throws -> Void
    ) throws {
        let tensor = try request.tensor(input)
        try tensor.setShape(shape)
        try tensor.withMemory(as: Element.self, count: shape.reduce(1, *), body)
    }

    /// Sets a mask by which tokens attend to those of their own segment.
    package func setMask(_ input: String, segments: [Int]) throws {
        let count = input == droppedMask ? 1 : segments.reduce(0, +)
        try fill(input, [1, count, count]) { (mask: UnsafeMutableBufferPointer<Float>) in
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

    package func run() throws { try request.infer() }

    /// An output of the last pass.
    package func output(_ index: Int = 0) throws -> (values: [Float], shape: [Int]) {
        let tensor = try request.output(index)
        return (try tensor.array(of: Float.self), try tensor.shape())
    }

    package func output(_ name: String) throws -> (values: [Float], shape: [Int]) {
        let tensor = try request.tensor(name)
        return (try tensor.array(of: Float.self), try tensor.shape())
    }
}
