/// What a command line or a line of JSON says about sampling. What is nil is left to the model.
struct SamplingOverrides: Hashable {
    var temperature: Double?
    var topP: Double?
    var topK: Int?
    var minP: Double?
    var repetitionPenalty: Double?
    var presencePenalty: Double?
    var frequencyPenalty: Double?
    var logitBias: [TokenBias] = []
    /// -1 asks for a new one each time.
    var seed: Int?

    var maxTokens: Int?
    var minTokens: Int?
    var stopStrings: [String] = []
    var stopTokens: [Int] = []
    var includeStopString: Bool?
    var ignoreEOS: Bool?

    var n: Int?
    var bestOf: Int?
    var beams: Int?
    var beamGroups: Int?
    var diversityPenalty: Double?
    var lengthPenalty: Double?
    var earlyStopping: EarlyStopping?
    var noRepeatNgramSize: Int?

    var logprobs: Int?
    var promptLogprobs: Int?

    struct TokenBias: Hashable {
        var token: Int
        var bias: Double
    }

    /// The names that transformers gives these.
    enum EarlyStopping: String, CaseIterable {
        case `true`, `false`, never
    }

    /// Options that only make sense together; a sentence for people, or nil if all is well.
    var complaint: String? {
        let beams = beams ?? 1
        if beams < 2, beamGroups != nil || diversityPenalty != nil || lengthPenalty != nil || earlyStopping != nil {
            return
                "--num-beam-groups, --diversity-penalty, --length-penalty and --early-stopping need --num-beams of 2 or more."
        }
        if let beamGroups, beams % beamGroups != 0 {
            return "--num-beams (\(beams)) must be a multiple of --num-beam-groups (\(beamGroups))."
        }
        if let n, let bestOf, bestOf < n { return "--best-of (\(bestOf)) must be at least --n (\(n))." }
        if let n, beams > 1, n > beams { return "--num-beams (\(beams)) must be at least --n (\(n))." }
        if beams > 1, let bestOf, bestOf != beams { return "--best-of and --num-beams exclude each other." }
        if let minTokens, let maxTokens, minTokens > maxTokens {
            return "--min-tokens (\(minTokens)) must be at most --max-tokens (\(maxTokens))."
        }
        return nil
    }
}
