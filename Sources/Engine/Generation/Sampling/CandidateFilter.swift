/// Narrows a row to the tokens that may be drawn. The order is vLLM's: temperature, then `min_p`, `top_k`, `top_p`, each
/// acting on what those before it left.
///
/// - `min_p` keeps tokens at least `min_p` times as likely as the likeliest.
/// - `top_k` keeps the `top_k` likeliest, and all that tie with the last of them.
/// - `top_p` keeps the fewest likeliest tokens whose share reaches `top_p`, the one that crosses it included; among
///   equals the lowest ids.
struct CandidateFilter: Sendable {
    /// At colder temperatures the choice is greedy, as in vLLM.
    static let coldest: Float = 1e-5

    let scale: Float
    let topP: Double
    let topK: Int
    /// How far below the largest logit `min_p` cuts; infinite without it.
    let minDistance: Float

    init(parameters: SamplingParameters) {
        scale = 1 / parameters.temperature
        topP = Double(parameters.topP)
        topK = parameters.topK
        minDistance =
            parameters.minP > 0
            ? Float(-Libm.log(Double(parameters.minP)) * Double(parameters.temperature)) : .infinity
    }

    /// What is left of a row. The details of `list` and `row` stand in the workspace.
    enum Remainder {
        /// Nothing to draw: this one.
        case one(Int32)
        /// The keys at the front of `keys`, their weights in `weights`.
        case list(count: Int, total: Double)
        /// The whole row; `sums` has the weight of each block.
        case row(largest: Float, total: Double)
    }

    func narrow(_ row: LogitRow, workspace: Sampler.Workspace) -> Remainder {
        let maxima = workspace.maxima.reserve(row.blockCount)
        let largest = row.scanMaxima(into: maxima)
        guard largest.isFinite else { return .one(Int32(row.firstIndex(of: largest, maxima: maxima))) }
        var floor = largest - minDistance
        let hasTopK = topK > 0 && topK < row.count
        if hasTopK { floor = max(floor, TopTokens.bound(topK, row: row, maxima: maxima, workspace: workspace)) }
        if floor == -.infinity, !hasTopK {
            let sums = workspace.sums.reserve(row.blockCount)
            let total = row.sumExponentials(largest: largest, scale: scale, maxima: maxima, into: sums)
            if topP >= 1 { return .row(largest: largest, total: total) }
            return nucleus(of: row, largest: largest, total: total, workspace: workspace)
        }
        var count = row.collect(atLeast: floor, maxima: maxima, into: &workspace.keys)
        count = keepTopK(count, workspace: workspace)
        return keepNucleus(count, largest: largest, total: nil, workspace: workspace)
    }

    private func keepTopK(_ count: Int, workspace: Sampler.Workspace) -> Int {
        guard topK > 0, topK < count else { return count }
        let keys = workspace.keys.reserve(count)
        _ = KeySelection.front(of: keys, count: count, target: topK)
        let last = TopTokens.smallest(keys, topK)
        var kept = topK
        for place in topK..<count where RankKey.logit(keys[place]) == last {
            keys.swapAt(place, kept)
            kept += 1
        }
        return kept
    }

    /// `top_p` of a whole row: guesses how deep the nucleus reaches, and goes deeper until it is reached.
    private func nucleus(
        of row: LogitRow, largest: Float, total: Double, workspace: Sampler.Workspace
    ) -> Remainder {
        let maxima = workspace.maxima.reserve(row.blockCount)
        var floor = -Float.greatestFiniteMagnitude
        for depth: Float in [3, 5, 8, 13] {
            let guess = largest - depth / scale
            let mass = row.sumExponentials(atLeast: guess, largest: largest, scale: scale, maxima: maxima)
            // Sums in another order may differ in their last digits; too low a floor only costs time.
            guard mass > (topP + 1e-6) * total else { continue }
            floor = guess
            break
        }
        let count = row.collect(atLeast: floor, maxima: maxima, into: &workspace.keys)
        return keepNucleus(count, largest: largest, total: total, workspace: workspace)
    }

    /// `top_p` of the collected keys, whose weights add up to `total`; then notes the weights of what is left.
    private func keepNucleus(
        _ count: Int, largest: Float, total: Double?, workspace: Sampler.Workspace
    ) -> Remainder {
        let keys = workspace.keys.reserve(count)
        var kept = count
        if topP < 1 {
            let target = topP * (total ?? weigh(keys, 0..<count, largest))
            kept = max(1, KeySelection.front(of: keys, count: count, target: target) { weigh(keys, $0, largest) })
        }
        if kept == 1 { return .one(RankKey.id(keys[0])) }
        let weights = workspace.weights.reserve(kept)
        var mass = 0.0
        for place in 0..<kept {
            weights[place] = exponential((RankKey.logit(keys[place]) - largest) * scale)
            mass += Double(weights[place])
        }
        return .list(count: kept, total: mass)
    }

    @inline(__always)
    private func weigh(_ keys: UnsafeMutableBufferPointer<UInt64>, _ range: Range<Int>, _ largest: Float) -> Double {
        var sum = 0.0
        var place = range.lowerBound
        while place + LogitRow.lanes <= range.upperBound {
            var logits = Lanes.zero
            for lane in 0..<LogitRow.lanes { logits[lane] = RankKey.logit(keys[place + lane]) }
            sum += Double(exponential((logits - largest) * scale).total)
            place += LogitRow.lanes
        }
        for place in place..<range.upperBound {
            sum += Double(exponential((RankKey.logit(keys[place]) - largest) * scale))
        }
        return sum
    }
}
