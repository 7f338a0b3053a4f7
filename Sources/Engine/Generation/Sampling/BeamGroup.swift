/// An answer that beam search has completed.
package struct BeamHypothesis: Sendable, Hashable {
    /// The token that ended it included.
    package let tokens: [Int32]
    /// Sum of log-probabilities over length to the power of the length penalty.
    package let score: Float
    package let reason: FinishReason
}

/// One group of beams that compete with each other: those still running and the best complete ones.
struct BeamGroup: Sendable {
    struct Beam: Sendable {
        /// The row of logits that belongs to it.
        var row: Int
        var tokens: [Int32]
        var score: Float
    }

    struct Candidate {
        let parent: Int
        let token: Int32
        let score: Float
    }

    let size: Int
    let lengthPenalty: Float
    /// Best first.
    var running = [Beam(row: 0, tokens: [], score: 0)]
    private(set) var complete: [BeamHypothesis] = []
    var isDone = false

    init(size: Int, lengthPenalty: Float) {
        self.size = size
        self.lengthPenalty = lengthPenalty
    }

    /// Takes an answer in; if that is one too many, the worst goes, the oldest among equals.
    mutating func complete(_ tokens: [Int32], score: Float, reason: FinishReason) {
        // An answer without tokens has no mean.
        let score = tokens.isEmpty ? -.infinity : score / Libm.pow(Float(tokens.count), lengthPenalty)
        complete.append(BeamHypothesis(tokens: tokens, score: score, reason: reason))
        guard complete.count > size, let worst = complete.indices.min(by: { complete[$0].score < complete[$1].score })
        else { return }
        complete.remove(at: worst)
    }

    /// Sorts out the step's candidates, best first: those that end become answers if they are among the best `size`,
    /// up to `size` others go on. Returns those.
    mutating func select(_ candidates: [Candidate], ends: (Candidate) -> Bool) -> [Candidate] {
        var children: [Candidate] = []
        for (place, candidate) in candidates.enumerated() where children.count < size {
            guard ends(candidate) else {
                children.append(candidate)
                continue
            }
            guard place < size else { continue }
            complete(running[candidate.parent].tokens + [candidate.token], score: candidate.score, reason: .stop)
        }
        return children
    }

    /// Whether no running beam is to be continued. As in openvino_genai the comparison is with the beams as they were
    /// before this step, with their score and length.
    func isSettled(by rule: BeamSearch.EarlyStopping, maxTokens: Int) -> Bool {
        guard complete.count >= size, let best = running.first,
            let worst = complete.min(by: { $0.score < $1.score })
        else { return false }
        let length: Int
        switch rule {
        case .always: return true
        case .heuristic: length = best.tokens.count
        case .never: length = lengthPenalty > 0 ? maxTokens : best.tokens.count
        }
        return worst.score >= best.score / Libm.pow(Float(length), lengthPenalty)
    }

    /// The running beams become answers of their own.
    mutating func close() {
        for beam in running where !beam.tokens.isEmpty || complete.isEmpty {
            complete(beam.tokens, score: beam.score, reason: .length)
        }
        running = []
        isDone = true
    }
}
