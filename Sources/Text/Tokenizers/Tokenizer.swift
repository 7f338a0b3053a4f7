internal import OpenVINO
internal import Support
internal import Synchronization

/// Text to tokens and back, exactly as the model was trained: the exported tokenizer runs on OpenVINO.
package final class Tokenizer: Sendable {
    private let lanes: [Lane]
    private let graph: DetokenizerGraph
    /// What the exporter stored with the tokenizer, if anything.
    package let chatTemplate: String?

    /// An infer request of its own, so that texts are tokenized side by side.
    private final class Lane: Sendable {
        let encoder: Mutex<Encoder>
        init(_ encoder: consuming sending Encoder) { self.encoder = Mutex(encoder) }
    }

    /// `folder` holds openvino_tokenizer.xml and openvino_detokenizer.xml.
    package init(folder: String, lanes count: Int = 4) throws {
        let core = try Core()
        try core.addExtension(ExtensionLibrary.path())
        graph = try Self.loadGraph(core, folder)
        let source = try Self.read(core, "\(folder)/openvino_tokenizer.xml")
        chatTemplate = try source.runtimeInfo(Self.templateKey)
        let switches = try source.switchSpecialTokens(input: Encoder.switchName)
        let compiled = try core.compile(
            source, for: "CPU", ["NUM_STREAMS": String(count), "INFERENCE_NUM_THREADS": String(count)])
        var lanes: [Lane] = []
        for _ in 0..<count {
            lanes.append(Lane(Encoder(try compiled.makeRequest(), switchesSpecialTokens: switches)))
        }
        self.lanes = lanes
    }

    private static let templateKey = "chat_template"

    /// The chat template in a folder's tokenizer, without making the tokenizer ready.
    package static func exportedChatTemplate(in folder: String) throws -> String? {
        let core = try Core()
        try core.addExtension(ExtensionLibrary.path())
        return try read(core, "\(folder)/openvino_tokenizer.xml").runtimeInfo(templateKey)
    }

    private static func read(_ core: borrowing Core, _ path: String) throws -> Model {
        do {
            return try core.readModel(path)
        } catch {
            throw DazzleError(
                .invalidModel, "\(path) is missing or damaged (\(error.summary)); export the model with its tokenizer",
                cause: error)
        }
    }

    private static func loadGraph(_ core: borrowing Core, _ folder: String) throws -> DetokenizerGraph {
        let path = "\(folder)/openvino_detokenizer.xml"
        guard let graph = try DetokenizerGraph(try read(core, path)) else {
            throw DazzleError(
                .unsupportedModel,
                "\(path) decodes in a way that is not known here; export it with openvino_tokenizers 2024.5 or newer")
        }
        return graph
    }

    package var vocabulary: Vocabulary { graph.vocabulary }

    /// - Parameter addSpecialTokens: whether the tokenizer puts its own tokens (such as a beginning-of-text) around.
    package func encode(_ text: String, addSpecialTokens: Bool) throws -> [Int32] {
        for lane in lanes {
            if let ids = try lane.encoder.withLockIfAvailable({
                try $0.encode(text, addSpecialTokens: addSpecialTokens)
            }) {
                return ids
            }
        }
        // All are busy: wait for any, so that the waiting spreads.
        return try lanes[Int.random(in: lanes.indices)].encoder.withLock {
            try $0.encode(text, addSpecialTokens: addSpecialTokens)
        }
    }

    package func makeDetokenizer(skipSpecialTokens: Bool = true) -> Detokenizer {
        Detokenizer(graph, skipsSpecialTokens: skipSpecialTokens)
    }

    package func decode(_ tokens: some Sequence<Int32>, skipSpecialTokens: Bool = true) -> String {
        var detokenizer = makeDetokenizer(skipSpecialTokens: skipSpecialTokens)
        return detokenizer.push(tokens) + detokenizer.finish()
    }
}
