internal import COpenVINO

/// A model made ready for a device. Its weights are shared by all its requests.
///
/// Sendable without the compiler's proof, because the handle is a raw pointer: what it points to holds an
/// `ov::CompiledModel`, which OpenVINO documents as safe to use from several threads at once, and port names that are
/// written before the handle is given out and never again.
package struct CompiledModel: ~Copyable, @unchecked Sendable {
    private let handle: OpaquePointer

    init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { dz_compiled_free(handle) }

    package func inputs() throws(OpenVINOError) -> [Port] { try ports(outputs: false) }
    package func outputs() throws(OpenVINOError) -> [Port] { try ports(outputs: true) }

    private func ports(outputs: Bool) throws(OpenVINOError) -> [Port] {
        try Port.list(dz_compiled_port_count(handle, outputs), "list the compiled model's ports") {
            dz_compiled_port(handle, outputs, $0, &$1)
        }
    }

    package func property(_ key: String) throws(OpenVINOError) -> String {
        try text("read \(key) of the compiled model") { dz_compiled_property(handle, key, &$0) }
    }

    /// Writes what the device made of the model, to be read again by `Core.importModel`.
    package func export(to path: String) throws(OpenVINOError) {
        try dz_compiled_export(handle, path).check("write the compiled model \(path)")
    }

    package func makeRequest() throws(OpenVINOError) -> sending InferRequest {
        InferRequest(owning: try owned("create an infer request") { dz_compiled_create_request(handle, &$0) })
    }

    /// A tensor in the device's memory.
    package func makeTensor(_ element: ElementType, _ shape: [Int]) throws(OpenVINOError) -> Tensor {
        Tensor(
            owning: try owned("allocate a tensor of shape \(shape)") {
                dz_compiled_create_tensor(handle, element.raw, shape, shape.count, &$0)
            })
    }
}
