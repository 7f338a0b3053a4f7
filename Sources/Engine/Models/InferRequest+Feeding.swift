internal import OpenVINO

extension InferRequest {
    /// Writes 32-bit ids into a 64-bit input.
    func feed(_ name: String, _ shape: [Int], _ values: some Collection<Int32>) throws {
        let tensor = try tensor(name)
        try tensor.setShape(shape)
        try tensor.withMemory(as: Int64.self, count: values.count) { memory in
            for (index, value) in values.enumerated() { memory[index] = Int64(value) }
        }
    }
}
