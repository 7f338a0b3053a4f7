extension BeamSearchState {
    /// A row with the request's edits and the normalizer of what it was before them.
    struct BeamLogits {
        let row: LogitRow?
        let normalizer: Double
    }

    func normalized(_ buffer: UnsafeMutableBufferPointer<Float>, workspace: Sampler.Workspace) -> BeamLogits {
        guard let row = LogitRow(buffer) else { return BeamLogits(row: nil, normalizer: 0) }
        let normalizer = row.logSumExponentials(workspace: workspace)
        edits.apply(to: row, index: length, history: TokenHistory(), mask: nil)
        return BeamLogits(row: row, normalizer: normalizer)
    }

    /// All offers of a group's beams, best first. `taken` are the tokens that earlier groups chose in this step, as often
    /// as they did.
    func candidates(
        of group: BeamGroup, _ logits: [BeamLogits], taken: [Int32], workspace: Sampler.Workspace
    ) -> [BeamGroup.Candidate] {
        var candidates: [BeamGroup.Candidate] = []
        for (parent, beam) in group.running.enumerated() where logits.indices.contains(beam.row) {
            guard let row = logits[beam.row].row else { continue }
            let bans = RepeatedNgrams.completions(of: prompt + beam.tokens, size: search.noRepeatNgramSize)
            // Groups share the prompt's row at first, so it is put back as it was.
            let restore = lower(row, taken: taken, bans: bans)
            let maxima = workspace.maxima.reserve(row.blockCount)
            _ = row.scanMaxima(into: maxima)
            let found = TopTokens.find(2 * group.size, in: row, maxima: maxima, workspace: workspace)
            let keys = workspace.keys.reserve(found)
            for place in 0..<found {
                let logprob = Float(Double(RankKey.logit(keys[place])) - logits[beam.row].normalizer)
                let score = beam.score + logprob
                guard score > -.infinity else { continue }
                candidates.append(.init(parent: parent, token: RankKey.id(keys[place]), score: score))
            }
            for (id, logit) in restore.reversed() { row.base[id] = logit }
        }
        let order = candidates.indices.sorted {
            candidates[$0].score != candidates[$1].score ? candidates[$0].score > candidates[$1].score : $0 < $1
        }
        return order.map { candidates[$0] }
    }

    /// Applies diversity penalty and bans; returns what stood there before.
    private func lower(_ row: LogitRow, taken: [Int32], bans: Set<Int32>) -> [(id: Int, logit: Float)] {
        var before: [(id: Int, logit: Float)] = []
        for id in taken where row.holds(id) {
            before.append((Int(id), row.base[Int(id)]))
            row.base[Int(id)] -= search.diversityPenalty
        }
        for id in bans where row.holds(id) {
            before.append((Int(id), row.base[Int(id)]))
            row.base[Int(id)] = -.infinity
        }
        return before
    }
}
