/// How the next token is chosen, and when a completion ends. The defaults are OpenAI's.
public struct SamplingParameters: Sendable, Hashable {
    // Choosing
    /// 0 is greedy: the most likely token, the lowest id on a tie.
    public var temperature: Float = 1
    /// Keep the smallest set of most likely tokens whose probability reaches this. 1 keeps all.
    public var topP: Float = 1
    /// Keep this many most likely tokens. 0 keeps all.
    public var topK: Int = 0
    /// Keep tokens at least this likely relative to the most likely one. 0 keeps all.
    public var minP: Float = 0
    /// Above 1 makes every token seen in the prompt or the answer less likely.
    public var repetitionPenalty: Float = 1
    /// Subtracted once from the logit of every token that the answer already holds.
    public var presencePenalty: Float = 0
    /// Subtracted from the logit of a token for each time the answer already holds it.
    public var frequencyPenalty: Float = 0
    /// Added to the logits of these token ids.
    public var logitBias: [Int32: Float] = [:]
    /// Only these tokens may be chosen. nil allows all.
    public var allowedTokenIDs: Set<Int32>?
    /// Words as token sequences: the last token of each is never chosen after the others, so no answer holds one.
    public var badWords: [[Int32]] = []
    /// Equal seeds draw equally, whatever else runs; with f32 maths the tokens are equal too. nil draws a seed.
    public var seed: UInt64?

    // Ending
    /// nil lets the answer grow until the model's context is full.
    public var maxTokens: Int?
    /// Until so many tokens exist, no token that would end the answer can be chosen.
    public var minTokens: Int = 0
    /// Token ids that end the answer beside the model's own end-of-text ids; they stay out of the text.
    public var stopTokenIDs: Set<Int32> = []
    /// Texts that end the answer.
    public var stopStrings: [String] = []
    public var includeStopStringInOutput = false
    /// Leave special tokens, such as the end of a turn, out of the text.
    public var skipSpecialTokens = true
    public var ignoreEOS = false

    // How many answers
    public var n: Int = 1
    /// Candidates to draw; the `n` most likely (mean log-probability per token) are returned. nil means `n`.
    public var bestOf: Int?
    public var beamSearch: BeamSearch?

    // What is told about the tokens
    /// Alternatives to report for each generated token: nil none at all, 0 the chosen token alone.
    public var logprobs: Int?
    /// The same for the prompt's tokens.
    public var promptLogprobs: Int?

    public init() {}
}

/// Deterministic search for the most likely answer.
public struct BeamSearch: Sendable, Hashable {
    public enum EarlyStopping: String, Sendable, Hashable {
        /// Stop as soon as enough answers are complete.
        case always
        /// Stop when no running beam is likely to beat the worst complete answer.
        case heuristic
        /// Stop only when no running beam can beat it.
        case never
    }

    public var beams: Int
    /// Beams are split into so many groups, each kept different from those before it.
    public var groups: Int = 1
    public var diversityPenalty: Float = 0
    /// Scores are divided by length to this power: above 0 favours longer answers.
    public var lengthPenalty: Float = 1
    public var earlyStopping: EarlyStopping = .heuristic
    /// Sequences of this many tokens are never repeated. 0 allows all.
    public var noRepeatNgramSize: Int = 0

    public init(beams: Int) { self.beams = beams }
}

/// Why a completion ended.
public enum FinishReason: String, Sendable, Hashable {
    /// An end-of-text token, a stop token or a stop string.
    case stop
    /// `maxTokens`, or the context or the KV cache is full.
    case length
    /// Somebody asked for it to end.
    case cancelled
}

/// A token with the probability the model gave it, before penalties and temperature.
public struct TokenLogprob: Sendable, Hashable {
    public var token: Int32
    public var logprob: Float
    /// 1 for the most likely token of its position.
    public var rank: Int

    public init(token: Int32, logprob: Float, rank: Int) {
        self.token = token
        self.logprob = logprob
        self.rank = rank
    }
}

/// What the model thought of one position: the token that stands there, then the most likely ones in order.
public struct PositionLogprobs: Sendable, Hashable {
    public var chosen: TokenLogprob
    public var top: [TokenLogprob]

    public init(chosen: TokenLogprob, top: [TokenLogprob]) {
        self.chosen = chosen
        self.top = top
    }
}
