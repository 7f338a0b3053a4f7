package import OpenVINO
internal import Support
internal import Synchronization

/// The graphs of a model folder beside its decoder, compiled when first asked for and shared by all encoders.
package final class VisionGraphs: Sendable {
    private let core: SharedCore
    private let folder: String
    private let device: String
    private let properties: [String: String]
    private let graphs = Mutex<[String: Graph]>([:])

    package init(folder: String, device: String, properties: [String: String]) throws {
        core = SharedCore(core: try Core())
        self.folder = folder
        self.device = device
        self.properties = properties
    }

    private final class SharedCore: Sendable {
        let core: Mutex<Core>
        init(core: consuming sending Core) { self.core = Mutex(core) }
    }

    /// - Parameter name: the file's, such as "openvino_vision_embeddings_model".
    package func makeRequest(_ name: String) throws -> GraphRequest { try graph(name).makeRequest() }

    private func graph(_ name: String) throws -> Graph {
        try graphs.withLock { graphs in
            if let known = graphs[name] { return known }
            let path = "\(folder)/\(name).xml"
            do {
                let graph = try core.core.withLock { core in
                    Graph(try core.compile(try core.readModel(path), for: device, properties))
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

    init(_ compiled: consuming CompiledModel) { self.compiled = compiled }

    func makeRequest() throws -> GraphRequest { try GraphRequest(compiled) }
}

/// One pass at a time through a graph.
package final class GraphRequest {
    private let request: InferRequest
    package let inputs: [Port]
    package let outputs: [Port]

    fileprivate init(_ compiled: borrowing CompiledModel) throws {
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
