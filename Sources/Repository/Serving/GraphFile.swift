package import Support

/// A graph.pbtxt with an LLM calculator: its options, and the text they were read from.
package struct GraphFile: Sendable {
    package let file: ServingFile
    package let document: TextProtoDocument
    package let options: LLMOptions
    /// Sentences about what the file says in vain.
    package let warnings: [String]
    let text: [UInt8]
    /// The message that the options were read from.
    let optionsField: TextProtoField

    package static let calculators = ["HttpLLMCalculator", "LLMCalculator"]
    package static let maximumWarnings = 32

    package var path: String { file.path }

    /// Where the model is: the options' path, from the graph's folder on.
    package var modelsPath: String { ServingPaths.resolve(options.modelsPath, in: ServingPaths.folder(of: path)) }

    package var draftModelsPath: String? {
        options.draft.modelsPath.map { ServingPaths.resolve($0, in: ServingPaths.folder(of: path)) }
    }

    package init(contentsOf path: String) throws(DazzleError) {
        let file = try ServingFile(reading: path)
        guard let text = file.content else {
            throw DazzleError(.modelNotFound, "\(path) does not exist; export or pull the model again")
        }
        try self.init(file: file, text: text)
    }

    init(file: ServingFile, text: [UInt8]) throws(DazzleError) {
        do {
            try self.init(parsing: text, of: file)
        } catch {
            throw DazzleError(
                .invalidModel, "\(file.path), \(error); correct the file, or write a new one", cause: error)
        }
    }

    private init(parsing text: [UInt8], of file: ServingFile) throws(TextProtoError) {
        (self.file, self.text) = (file, text)
        document = try TextProtoDocument(parsing: text)
        let nodes = try document.message.calculatorNodes()
        guard let node = nodes.first else { throw document.message.failureWithoutNode() }
        optionsField = try node.optionsField()
        var reader = TextProtoReader()
        options = try reader.read(LLMOptions.self, from: optionsField)
        if options.draft.hasSchedulerOptions, options.draft.modelsPath == nil {
            throw optionsField.failure("options of a draft model are set, but 'draft_models_path' is not")
        }
        var warnings = reader.unknown.map {
            "\(file.path), line \($0.position.line): '\($0.name)' is no known field of \($0.message) and has no effect"
        }
        if nodes.count > 1 {
            warnings.append(
                "\(file.path), line \(nodes[1].position.line): only the first of \(nodes.count) LLM calculators counts")
        }
        let excess = warnings.count - Self.maximumWarnings
        self.warnings =
            excess <= 0
            ? warnings : warnings.prefix(Self.maximumWarnings) + ["\(file.path): \(excess) more warnings of this kind"]
    }
}

extension TextProtoMessage {
    /// The `node` fields that run a language model.
    fileprivate func calculatorNodes() throws(TextProtoError) -> [TextProtoField] {
        var nodes: [TextProtoField] = []
        for field in all("node") {
            guard let node = field.value.messageValue else { throw field.failure("'node' must be a message in braces") }
            let calculator = node.first("calculator")?.value.stringValue
            if GraphFile.calculators.contains(where: { $0 == calculator }) { nodes.append(field) }
        }
        return nodes
    }

    fileprivate func failureWithoutNode() -> TextProtoError {
        let others = all("node").compactMap { $0.value.messageValue?.first("calculator")?.value.stringValue }
        let found = others.isEmpty ? "no calculator" : others.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
        return TextProtoError(
            message: "expected a node with the calculator \(GraphFile.calculators[0]), found \(found)",
            position: first("node")?.position ?? TextProtoPosition(line: 1, column: 1))
    }
}

extension TextProtoField {
    /// The calculator's options in a node: under `node_options`, or as an extension under `options`.
    fileprivate func optionsField() throws(TextProtoError) -> TextProtoField {
        let holders = (value.messageValue?.fields ?? []).filter {
            $0.name == .field("node_options") || $0.name == .field("options")
        }
        let found = holders.flatMap { $0.value.messageValue?.fields ?? [] }.filter(\.isLLMOptions)
        guard let first = found.first else {
            throw failure(
                "expected node_options with [type.googleapis.com / mediapipe.LLMCalculatorOptions] in the node")
        }
        guard found.count == 1 else { throw found[1].failure("the node's LLMCalculatorOptions are set a second time") }
        return first
    }

    private var isLLMOptions: Bool {
        guard let components = name.typeName?.split(separator: ".") else { return false }
        return (components.last == "ext" ? components.dropLast() : components).last == "LLMCalculatorOptions"
    }
}
