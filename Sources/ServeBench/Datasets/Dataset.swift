/// Where a benchmark's prompts come from.
package enum Dataset: Sendable {
    case random(RandomDataset)
    case shareGPT(ShareGPTDataset)
    case custom(CustomDataset)
}

/// What all data sets have in common.
package struct SamplingPlan: Sendable {
    package var count: Int
    package var seed: UInt64
    package var idPrefix: String
    package var shuffles = true
    /// Whether a data set that is too small is drawn from again.
    package var oversamples = true
    package var codec: TextCodec?

    package init(count: Int, seed: UInt64, idPrefix: String, codec: TextCodec?) {
        self.count = count
        self.seed = seed
        self.idPrefix = idPrefix
        self.codec = codec
    }

    /// The requests, with more drawn from them if they are too few.
    func filled(_ requests: [BenchmarkRequest]) -> [BenchmarkRequest] {
        guard oversamples, requests.count < count else { return requests }
        var random = SeededRandom(seed: seed)
        var filled = requests
        while filled.count < count, var again = requests.randomElement(using: &random) {
            again.id = idPrefix + String(filled.count)
            filled.append(again)
        }
        return filled
    }
}

extension Dataset {
    package func sample(_ plan: SamplingPlan) async throws -> [BenchmarkRequest] {
        let requests =
            switch self {
            case .random(let dataset): try await dataset.sample(plan)
            case .shareGPT(let dataset): try await dataset.sample(plan)
            case .custom(let dataset): try await dataset.sample(plan)
            }
        guard !requests.isEmpty else {
            throw BenchmarkError("the data set has no prompt that can be used; give one with longer or more prompts")
        }
        return requests
    }
}
