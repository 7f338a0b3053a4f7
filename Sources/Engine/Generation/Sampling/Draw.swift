extension CandidateFilter {
    /// The token at `point` (0 ≤ point < 1) of the distribution. A pure function: the same row and point give the same
    /// token.
    func draw(_ remainder: Remainder, at point: Double, row: LogitRow, workspace: Sampler.Workspace) -> Int32 {
        switch remainder {
        case .one(let token):
            return token
        case .list(let count, let total):
            let keys = workspace.keys.reserve(count)
            let weights = workspace.weights.reserve(count)
            var left = point * total
            var token = RankKey.id(keys[0])
            for place in 0..<count where weights[place] > 0 {
                token = RankKey.id(keys[place])
                left -= Double(weights[place])
                if left < 0 { break }
            }
            return token
        case .row(let largest, let total):
            return drawFromRow(row, at: point * total, largest: largest, workspace: workspace)
        }
    }

    /// Finds the block by the sums of the blocks, then the token in it by computing its weights again.
    private func drawFromRow(
        _ row: LogitRow, at point: Double, largest: Float, workspace: Sampler.Workspace
    ) -> Int32 {
        let sums = workspace.sums.reserve(row.blockCount)
        var left = point
        var chosen = 0
        for block in 0..<row.blockCount where sums[block] > 0 {
            chosen = block
            if left < Double(sums[block]) { break }
            left -= Double(sums[block])
        }
        let begin = chosen * LogitRow.block
        var token = begin
        for index in begin..<min(begin + LogitRow.block, row.count) {
            let weight = exponential((row.base[index] - largest) * scale)
            guard weight > 0 else { continue }
            token = index
            left -= Double(weight)
            if left < 0 { break }
        }
        return Int32(token)
    }

    /// The exact distribution that `draw` draws from, ids ascending.
    func distribution(_ remainder: Remainder, row: LogitRow, workspace: Sampler.Workspace) -> [(Int32, Double)] {
        switch remainder {
        case .one(let token):
            return [(token, 1)]
        case .list(let count, let total):
            let keys = workspace.keys.reserve(count)
            let weights = workspace.weights.reserve(count)
            return (0..<count).map { (RankKey.id(keys[$0]), Double(weights[$0]) / total) }.sorted { $0.0 < $1.0 }
        case .row(let largest, let total):
            return (0..<row.count).map {
                (Int32($0), Double(exponential((row.base[$0] - largest) * scale)) / total)
            }
        }
    }
}
