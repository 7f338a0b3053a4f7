/// `best_of`: more candidates are drawn than returned, and the likeliest are kept.
package enum CandidateRanking {
    /// The places of the `n` candidates with the highest mean log-probability per token, best first; the earlier
    /// candidate wins a tie. The mean is of the model's own log-probabilities, before penalties and temperature, and
    /// counts the token that ended the answer; a candidate without tokens, or with one that the model held impossible,
    /// comes last.
    package static func best(_ n: Int, of candidates: [(logprobSum: Double, tokens: Int)]) -> [Int] {
        let means = candidates.map { candidate in
            let mean = candidate.tokens > 0 ? candidate.logprobSum / Double(candidate.tokens) : -.infinity
            return mean.isNaN ? -.infinity : mean
        }
        let order = means.indices.sorted { means[$0] != means[$1] ? means[$0] > means[$1] : $0 < $1 }
        return Array(order.prefix(max(0, n)))
    }
}
