internal import COpenVINO

/// A model as read from disk: a graph that can be looked at and edited until it is compiled.
package struct Model: ~Copyable {
    let handle: OpaquePointer

    init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { dz_model_free(handle) }

    package func inputs() throws(OpenVINOError) -> [Port] { try ports(outputs: false) }
    package func outputs() throws(OpenVINOError) -> [Port] { try ports(outputs: true) }

    private func ports(outputs: Bool) throws(OpenVINOError) -> [Port] {
        try Port.list(dz_model_port_count(handle, outputs), "list the model's ports") {
            dz_model_port(handle, outputs, $0, &$1)
        }
    }

    /// A model with variables keeps state between passes: the KV cache of a stateful decoder.
    package var variableCount: Int { dz_model_variable_count(handle) }

    /// A text that the exporter left in the model, or nil.
    package func runtimeInfo(_ key: String) throws(OpenVINOError) -> String? {
        do throws(OpenVINOError) {
            return try text("read rt_info \(key)") { dz_model_rt_info(handle, key, &$0) }
        } catch  where error.code == .notFound {
            return nil
        }
    }

    // MARK: Edits

    /// Replaces stateful attention by PagedAttention. Throws on models that the pass refuses, which leaves them unusable.
    package func usePagedAttention() throws(OpenVINOError) {
        try dz_model_use_paged_attention(handle).check("turn the model's attention into PagedAttention")
    }

    /// Adds an input with the token indices whose logits are wanted; others are not computed.
    package func gatherBeforeHead(input name: String, tokenAxis: Int) throws(OpenVINOError) {
        try dz_model_gather_before_head(handle, name, Int64(tokenAxis)).check("place a gather before the model's head")
    }

    /// Names of the inputs that `embedTokens` adds.
    package struct EmbeddingInputs: Sendable {
        package var ids: String
        package var rows: String
        package var choice: String

        package init(ids: String, rows: String, choice: String) {
            self.ids = ids
            self.rows = rows
            self.choice = choice
        }
    }

    /// Puts the graph of text embeddings before a decoder that reads rows. Token t gets row `choice[t]` of the text's rows
    /// followed by the given ones.
    package func embedTokens(_ embeddings: consuming Model, _ names: EmbeddingInputs) throws(OpenVINOError) {
        try dz_model_embed_tokens(handle, embeddings.handle, names.ids, names.rows, names.choice)
            .check("put the text embeddings before the decoder")
    }

    /// Makes one input of the rows and of those that a decoder adds again in its first layers. False if it does not do so, or in
    /// another way.
    package func widenEmbeddings(_ rows: String, levels: String, mask: String) throws(OpenVINOError) -> Bool {
        do throws(OpenVINOError) {
            try dz_model_widen_embeddings(handle, rows, levels, mask).check("widen the decoder's rows")
            return true
        } catch  where error.code == .notFound {
            return false
        }
    }

    /// Has attention look at everything instead of what the mask in this input allows. False if none takes it.
    package func dropMask(input name: String) throws(OpenVINOError) -> Bool {
        do throws(OpenVINOError) {
            try dz_model_drop_mask(handle, name).check("drop the attention mask \(name)")
            return true
        } catch  where error.code == .notFound {
            return false
        }
    }

    /// Adds a boolean input to a tokenizer: whether it adds its special tokens. False if it adds none anyway.
    package func switchSpecialTokens(input name: String) throws(OpenVINOError) -> Bool {
        do throws(OpenVINOError) {
            try dz_model_switch_special_tokens(handle, name).check("make the tokenizer's special tokens optional")
            return true
        } catch  where error.code == .notFound {
            return false
        }
    }

    // MARK: Operations

    /// The types of all operations, in topological order.
    package var operationTypes: [String] {
        (0..<dz_model_op_count(handle)).map { String(cString: dz_model_op_type(handle, $0)) }
    }

    /// Lends the bytes of a constant that feeds an operation, or nil if something else feeds it.
    package func withConstant<Result>(
        operation: Int, input: Int, _ body: (ElementType, UnsafeRawBufferPointer) -> Result
    ) throws(OpenVINOError) -> Result? {
        var element = DZ_OTHER
        var bytes: UnsafeRawPointer?
        var count = 0
        let status = dz_model_op_constant(handle, operation, input, &element, &bytes, &count)
        if status == DZ_NOT_FOUND { return nil }
        try status.check("read a constant of the model")
        return body(ElementType(element), UnsafeRawBufferPointer(start: bytes, count: count))
    }
}
