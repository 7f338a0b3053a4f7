internal import COpenVINO

/// One pass at a time through a compiled model, with the state (if any) that passes leave behind.
///
/// Not Sendable, as OpenVINO asks: whoever owns a request is the only one to use it.
package struct InferRequest: ~Copyable {
    private let handle: OpaquePointer
    package let canceller: PassCanceller

    init(owning handle: OpaquePointer) {
        self.handle = handle
        canceller = PassCanceller(handle)
    }

    deinit {
        canceller.retire()
        dz_request_free(handle)
    }

    package func setTensor(_ name: String, _ tensor: borrowing Tensor) throws(OpenVINOError) {
        try dz_request_set_tensor(handle, name, tensor.handle).check("set the input \(name)")
    }

    package func setInput(_ index: Int, _ tensor: borrowing Tensor) throws(OpenVINOError) {
        try dz_request_set_input(handle, index, tensor.handle).check("set input \(index)")
    }

    /// The request's own tensor; writing into it feeds the next pass, and a pass may move an output's memory.
    package func tensor(_ name: String) throws(OpenVINOError) -> Tensor {
        Tensor(owning: try owned("find the tensor \(name)") { dz_request_tensor(handle, name, &$0) })
    }

    package func input(_ index: Int) throws(OpenVINOError) -> Tensor {
        Tensor(owning: try owned("find input \(index)") { dz_request_input(handle, index, &$0) })
    }

    package func output(_ index: Int) throws(OpenVINOError) -> Tensor {
        Tensor(owning: try owned("find output \(index)") { dz_request_output(handle, index, &$0) })
    }

    package func infer() throws(OpenVINOError) { try dz_request_infer(handle).check("run the model") }

    /// Starts a pass and returns; `wait` tells how it ended.
    package func start() throws(OpenVINOError) { try dz_request_start(handle).check("start the model") }
    package func wait() throws(OpenVINOError) { try dz_request_wait(handle).check("run the model") }
    package func cancel() throws(OpenVINOError) { try dz_request_cancel(handle).check("cancel the pass") }

    // MARK: States

    package func resetStates() throws(OpenVINOError) { try dz_request_reset_states(handle).check("reset the states") }

    package func stateNames() throws(OpenVINOError) -> [String] {
        var count = 0
        try dz_request_state_count(handle, &count).check("list the states")
        var names: [String] = []
        for index in 0..<count {
            names.append(try text("name state \(index)") { dz_request_state_name(handle, index, &$0) })
        }
        return names
    }

    /// A copy of a state's value.
    package func state(_ index: Int) throws(OpenVINOError) -> Tensor {
        Tensor(owning: try owned("read state \(index)") { dz_request_state(handle, index, &$0) })
    }

    package func setState(_ index: Int, _ tensor: borrowing Tensor) throws(OpenVINOError) {
        try dz_request_set_state(handle, index, tensor.handle).check("set state \(index)")
    }
}
