internal import OpenVINO

/// One infer request of a tokenizer.
struct Encoder: ~Copyable {
    static let switchName = "add_special_tokens"

    private let request: InferRequest
    private let switchesSpecialTokens: Bool

    init(_ request: consuming InferRequest, switchesSpecialTokens: Bool) {
        self.request = request
        self.switchesSpecialTokens = switchesSpecialTokens
    }

    func encode(_ text: String, addSpecialTokens: Bool) throws -> [Int32] {
        try request.setInput(0, try Tensor(strings: [text]))
        if switchesSpecialTokens {
            let enabled = try request.tensor(Self.switchName)
            try enabled.withMemory(as: Bool.self, count: 1) { $0[0] = addSpecialTokens }
        }
        try request.infer()
        return try request.tensor("input_ids").array(of: Int64.self).map { Int32(truncatingIfNeeded: $0) }
    }
}
