import Testing

@testable import OpenVINO

@Suite("OpenVINO wrapper")
struct OpenVINOTests {
    @Test("The CPU is there and says its name")
    func devices() throws {
        let core = try Core()
        #expect(try core.devices().contains("CPU"))
        #expect(try !core.property("FULL_DEVICE_NAME", of: "CPU").isEmpty)
        #expect(Core.version.hasPrefix("2026."))
        #expect(try Core.libraryPath().contains("libopenvino"))
    }

    @Test("A failure keeps OpenVINO's message and says what was being done")
    func failures() throws {
        let core = try Core()
        let error = try #require(throws: OpenVINOError.self) { _ = try core.readModel("/nowhere/model.xml") }
        #expect(error.code == .failed)
        #expect(error.operation == "read the model /nowhere/model.xml")
        #expect(error.message.contains("/nowhere/model.xml"))
        #expect(!error.summary.contains("Exception from"))
        #expect(throws: OpenVINOError.self) { _ = try core.property("NO_SUCH_PROPERTY", of: "CPU") }
        #expect(throws: OpenVINOError.self) { try core.addExtension("/nowhere/libextension.so") }
    }

    @Test(
        "The telling line of a message is found",
        arguments: [
            ("Exception from src/a.cpp:1:\nDevice is gone\n\n", "Device is gone"),
            (
                "Exception from a:1:\nException from b:2:\nCheck 'x' failed at c:3:\nthe shape is wrong\n",
                "the shape is wrong"
            ),
            ("", "no message"),
        ])
    func summaries(message: String, expected: String) {
        #expect(OpenVINOError(code: .failed, operation: "", message: message).summary == expected)
    }

    @Test("Tensors own, reshape, copy and shorten memory")
    func tensors() throws {
        let tensor = try Tensor(.f32, [3, 2])
        try tensor.withMemory(as: Float.self, count: 6) { memory in
            for index in memory.indices { memory[index] = Float(index) }
        }
        #expect(try tensor.describe() == (.f32, [3, 2], 24))
        try tensor.copyRow(2, to: 0)
        #expect(try tensor.array(of: Float.self) == [4, 5, 2, 3, 4, 5])
        #expect(try tensor.prefix(1, axis: 1).array(of: Float.self) == [4, 2, 4])
        #expect(throws: OpenVINOError.self) { try tensor.copyRow(3, to: 0) }
        #expect(throws: OpenVINOError.self) { _ = try tensor.prefix(3, axis: 1) }
        try tensor.setShape([2])
        #expect(try tensor.shape() == [2])
    }

    @Test("A tensor over foreign memory shares it, and too little memory is refused")
    func wrapping() throws {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 16, alignment: 64)
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 0)
        let tensor = try Tensor(.i32, [4], over: memory)
        try tensor.withMemory(as: Int32.self, count: 4) { $0[3] = 7 }
        #expect(memory.load(fromByteOffset: 12, as: Int32.self) == 7)
        #expect(throws: OpenVINOError.self) { _ = try Tensor(.i32, [5], over: memory) }
    }

    @Test("String tensors keep every byte", arguments: ["", "abc", "a\0b", "é😀"])
    func strings(text: String) throws {
        let tensor = try Tensor(strings: ["x", text])
        #expect(try tensor.stringBytes(1) == Array(text.utf8))
        #expect(throws: OpenVINOError.self) { _ = try tensor.stringBytes(2) }
    }
}

private func == (
    left: (element: ElementType, shape: [Int], byteCount: Int), right: (ElementType, [Int], Int)
) -> Bool {
    left.element == right.0 && left.shape == right.1 && left.byteCount == right.2
}
