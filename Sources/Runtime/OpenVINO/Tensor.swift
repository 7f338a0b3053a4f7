internal import COpenVINO

/// A block of typed memory that passes read and write without copying.
package struct Tensor: ~Copyable {
    let handle: OpaquePointer

    init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { dz_tensor_free(handle) }

    package init(_ element: ElementType, _ shape: [Int]) throws(OpenVINOError) {
        handle = try owned("allocate a tensor of shape \(shape)") {
            dz_tensor_create(element.raw, shape, shape.count, &$0)
        }
    }

    /// Uses memory that somebody else owns and keeps alive as long as any request holds this tensor.
    package init(
        _ element: ElementType, _ shape: [Int], over memory: UnsafeMutableRawBufferPointer
    ) throws(OpenVINOError) {
        let bytes = (shape.reduce(1, *) * element.bits + 7) / 8
        guard let base = memory.baseAddress, memory.count >= bytes else {
            throw OpenVINOError(
                code: .failed, operation: "wrap memory in a tensor of shape \(shape)",
                message: "it needs \(bytes) bytes and was given \(memory.count)")
        }
        handle = try owned("wrap memory in a tensor") {
            dz_tensor_wrap(element.raw, shape, shape.count, base, &$0)
        }
    }

    package init(strings: [String]) throws(OpenVINOError) {
        let texts = strings.map { Array($0.utf8) }
        // One buffer with all the bytes: the pointers into it stay valid for the call.
        let all = Array(texts.joined()) + [0]
        let lengths = texts.map(\.count)
        var slot: OpaquePointer?
        let status = all.withUnsafeBytes { bytes in
            var begin = 0
            let pointers = lengths.map { length -> UnsafePointer<CChar>? in
                defer { begin += length }
                return bytes.baseAddress?.advanced(by: begin).assumingMemoryBound(to: CChar.self)
            }
            return dz_tensor_create_strings(pointers, lengths, lengths.count, &slot)
        }
        try status.check("make a tensor of strings")
        guard let slot else { throw OpenVINOError(code: .failed, operation: "make a tensor", message: "no handle") }
        handle = slot
    }

    package func setShape(_ shape: [Int]) throws(OpenVINOError) {
        try dz_tensor_set_shape(handle, shape, shape.count).check("reshape a tensor to \(shape)")
    }

    package func describe() throws(OpenVINOError) -> (element: ElementType, shape: [Int], byteCount: Int) {
        var element = DZ_OTHER
        var dims = [Int](repeating: 0, count: Int(DZ_MAX_RANK))
        var rank = 0
        var bytes = 0
        try dz_tensor_describe(handle, &element, &dims, &rank, &bytes).check("describe a tensor")
        return (ElementType(element), Array(dims.prefix(rank)), bytes)
    }

    package func shape() throws(OpenVINOError) -> [Int] { try describe().shape }

    /// Lends the tensor's memory as `count` elements, however the caller knows their number.
    package func withMemory<Element: BitwiseCopyable, Result>(
        as type: Element.Type, count: Int, _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
    ) throws -> Result {
        var base: UnsafeMutableRawPointer?
        try dz_tensor_data(handle, &base).check("reach a tensor's memory")
        return try body(
            UnsafeMutableBufferPointer(
                start: base?.assumingMemoryBound(to: Element.self), count: base == nil ? 0 : count))
    }

    package func array<Element: BitwiseCopyable>(of type: Element.Type) throws -> [Element] {
        let bytes = try describe().byteCount
        return try withMemory(as: type, count: bytes / MemoryLayout<Element>.stride) { Array($0) }
    }

    /// The bytes of one element of a string tensor; not always valid UTF-8.
    package func stringBytes(_ index: Int) throws(OpenVINOError) -> [UInt8] {
        var base: UnsafePointer<CChar>?
        var length = 0
        try dz_tensor_string(handle, index, &base, &length).check("read a string tensor")
        return Array(UnsafeRawBufferPointer(start: base, count: length))
    }

    package func copyRow(_ source: Int, to destination: Int) throws(OpenVINOError) {
        try dz_tensor_copy_row(handle, source, destination).check("copy a row of a tensor")
    }

    /// A copy of the first `keep` entries along `axis`.
    package func prefix(_ keep: Int, axis: Int) throws(OpenVINOError) -> Tensor {
        Tensor(owning: try owned("shorten a tensor") { dz_tensor_prefix(handle, axis, keep, &$0) })
    }
}

/// Whoever holds the only handle may pass it on to another thread: OpenVINO ties neither requests nor tensors to one.
@available(*, unavailable, message: "a tensor belongs to the thread that uses its request")
extension Tensor: Sendable {}
