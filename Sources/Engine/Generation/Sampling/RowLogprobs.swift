/// The log-probabilities of one row as the model gave it.
struct RowLogprobs {
    private let row: LogitRow
    /// log Σ e^x
    private let normalizer: Double
    private let top: [TokenLogprob]

    /// Normalises the row and finds its `topCount` likeliest tokens, the lowest id first among equals. Leaves the row's
    /// block maxima in the workspace.
    init(_ row: LogitRow, topCount: Int, workspace: Sampler.Workspace) {
        self.row = row
        normalizer = row.logSumExponentials(workspace: workspace)
        top = Self.top(topCount, of: row, normalizer: normalizer, workspace: workspace)
    }

    /// A token that the row does not have counts as impossible, and so does one whose logit is no number.
    func logprob(of token: Int32) -> Float {
        guard row.holds(token) else { return -.infinity }
        return Self.logprob(row.base[Int(token)], normalizer)
    }

    func position(of token: Int32) -> PositionLogprobs {
        let stored = row.holds(token) ? row.base[Int(token)] : -.infinity
        let logit = stored.isNaN ? -.infinity : stored
        let chosen = TokenLogprob(token: token, logprob: logprob(of: token), rank: rank(of: logit))
        return PositionLogprobs(chosen: chosen, top: top)
    }

    /// Tokens that the model likes equally have the same rank.
    private func rank(of logit: Float) -> Int {
        var greater = 0
        for entry in top where row.base[Int(entry.token)] > logit { greater += 1 }
        // Whoever is not below all listed tokens has been counted completely.
        return 1 + (greater < top.count ? greater : row.countGreater(than: logit))
    }

    private static func top(
        _ count: Int, of row: LogitRow, normalizer: Double, workspace: Sampler.Workspace
    ) -> [TokenLogprob] {
        let maxima = workspace.maxima.reserve(row.blockCount)
        let found = TopTokens.find(count, in: row, maxima: maxima, workspace: workspace)
        let keys = workspace.keys.reserve(found)
        var top: [TokenLogprob] = []
        top.reserveCapacity(found)
        var rank = 1
        for place in 0..<found {
            let logit = RankKey.logit(keys[place])
            if place > 0, logit < RankKey.logit(keys[place - 1]) { rank = place + 1 }
            top.append(TokenLogprob(token: RankKey.id(keys[place]), logprob: logprob(logit, normalizer), rank: rank))
        }
        return top
    }

    /// Of rows without a finite maximum nothing can be said but 0 for +∞ and -∞ for the rest.
    private static func logprob(_ logit: Float, _ normalizer: Double) -> Float {
        if normalizer.isNaN { return logit == .infinity ? 0 : -.infinity }
        let logprob = Float(Double(logit) - normalizer)
        return logprob.isNaN ? -.infinity : min(0, logprob)
    }
}

extension LogitRow {
    /// log Σ e^x; NaN if the largest logit is not finite. Leaves the block maxima in the workspace.
    func logSumExponentials(workspace: Sampler.Workspace) -> Double {
        let maxima = workspace.maxima.reserve(blockCount)
        let largest = scanMaxima(into: maxima)
        guard largest.isFinite else { return .nan }
        let sums = workspace.sums.reserve(blockCount)
        return Double(largest) + Libm.log(sumExponentials(largest: largest, scale: 1, maxima: maxima, into: sums))
    }
}

extension PositionLogprobs {
    /// What a row of untouched logits says about the token that stands at its position: for the prompt's tokens.
    package init(
        of token: Int32, in row: UnsafeMutableBufferPointer<Float>, topCount: Int, workspace: Sampler.Workspace
    ) {
        guard let row = LogitRow(row) else {
            self.init(chosen: TokenLogprob(token: token, logprob: -.infinity, rank: 1), top: [])
            return
        }
        self = RowLogprobs(row, topCount: topCount, workspace: workspace).position(of: token)
    }
}
