package import Support

extension GraphFile {
    /// A new graph around these options.
    package static func text(_ options: LLMOptions, creator: String = "Dazzle") -> String {
        let fields = TextProtoMessage(spelling: options).fields.map { "      \($0.written),\n" }.joined()
        let creator = creator.split(whereSeparator: \.isNewline).joined(separator: " ")
        return "# File created with: \(creator)\n" + head + fields + tail
    }

    /// Writes a new graph where there is none yet.
    package static func create(
        _ options: LLMOptions, at path: String, creator: String = "Dazzle"
    ) throws(DazzleError) -> GraphFile {
        let file = try ServingFile(reading: path)
        guard file.content == nil else {
            throw DazzleError(
                .invalidOption,
                "\(path) exists already and may have been edited by hand; change its options, or remove it first")
        }
        return try GraphFile(contentsOf: try file.replace(with: text(options, creator: creator).utf8).path)
    }

    /// The same graph with other options: fields that do not differ, and all other text, stay as they are.
    package func updated(_ change: (inout LLMOptions) -> Void) throws(DazzleError) -> GraphFile {
        var wanted = options
        change(&wanted)
        guard let message = optionsField.value.messageValue else { return self }
        var editor = TextProtoEditor(bytes: text)
        editor.edit(message, from: options, to: wanted)
        let result = try GraphFile(file: file, text: editor.edited)
        guard TextProtoMessage(spelling: result.options) == TextProtoMessage(spelling: wanted) else {
            throw DazzleError(
                .invalidModel, "\(path) is written in a way that cannot be changed here; edit it by hand")
        }
        return result
    }

    /// Replaces the file, unless somebody changed it since it was read.
    @discardableResult
    package func save() throws(DazzleError) -> GraphFile {
        if file.content == text { return self }
        let saved = try file.replace(with: text)
        return try GraphFile(file: saved, text: text)
    }

    /// What the file says, or will say once it is saved.
    package var content: String { String(decoding: text, as: UTF8.self) }

    private static let head = """
        # OVMS_GRAPH_QUEUE_MAX_SIZE: AUTO
        input_stream: "HTTP_REQUEST_PAYLOAD:input"
        output_stream: "HTTP_RESPONSE_PAYLOAD:output"
        node: {
          name: "LLMExecutor"
          calculator: "HttpLLMCalculator"
          input_stream: "LOOPBACK:loopback"
          input_stream: "HTTP_REQUEST_PAYLOAD:input"
          input_side_packet: "LLM_NODE_RESOURCES:llm"
          input_side_packet: "LLM_NODE_EXECUTION_CONTEXTS:llm_ctx"
          output_stream: "LOOPBACK:loopback"
          output_stream: "HTTP_RESPONSE_PAYLOAD:output"
          input_stream_info: { tag_index: 'LOOPBACK:0', back_edge: true }
          node_options: {
            [type.googleapis.com / mediapipe.LLMCalculatorOptions]: {

        """

    private static let tail = """
            }
          }
          input_stream_handler {
            input_stream_handler: "SyncSetInputStreamHandler",
            options { [mediapipe.SyncSetInputStreamHandlerOptions.ext] { sync_set { tag_index: "LOOPBACK:0" } } }
          }
        }

        """
}
