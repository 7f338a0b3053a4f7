@testable import Generation

/// SplitMix64: tests need the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func logits(_ count: Int, spread: Float = 4) -> [Float] {
        (0..<count).map { _ in
            (0..<4).reduce(Float(0)) { sum, _ in sum + Float.random(in: -1...1, using: &self) } * spread / 2
        }
    }
}

/// One request's sampler with all that it needs.
struct Bench {
    var parameters: SamplingParameters
    var prompt: [Int32] = []
    var generated: [Int32] = []
    var endingTokens: [Int32] = []
    let workspace = Sampler.Workspace()

    init(_ parameters: SamplingParameters = .init(), change: (inout SamplingParameters) -> Void = { _ in }) {
        self.parameters = parameters
        change(&self.parameters)
    }

    var history: TokenHistory {
        var history = TokenHistory(prompt: prompt, parameters: parameters)
        for token in generated { history.record(token) }
        return history
    }

    var sampler: Sampler { Sampler(parameters: parameters, endingTokens: endingTokens, seed: 1) }

    func choose(_ logits: [Float], candidate: Int = 0, index: Int? = nil, mask: [UInt32]? = nil) -> Sampler.Choice {
        var row = logits
        return row.withUnsafeMutableBufferPointer { row in
            withMask(mask) {
                sampler.choose(
                    from: row, candidate: candidate, index: index ?? generated.count, history: history, mask: $0,
                    workspace: workspace)
            }
        }
    }

    func distribution(_ logits: [Float], mask: [UInt32]? = nil) -> [Int32: Double] {
        var row = logits
        let entries = row.withUnsafeMutableBufferPointer { row in
            withMask(mask) {
                sampler.distribution(
                    of: row, index: generated.count, history: history, mask: $0, workspace: workspace)
            }
        }
        return Dictionary(uniqueKeysWithValues: entries.map { ($0.token, $0.probability) })
    }

    private func withMask<Result>(_ mask: [UInt32]?, _ body: (UnsafePointer<UInt32>?) -> Result) -> Result {
        guard let mask else { return body(nil) }
        return mask.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
