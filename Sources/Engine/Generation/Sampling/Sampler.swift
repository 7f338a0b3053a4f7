/// Chooses tokens for the sequences of one request. A value without state: what it chooses depends on the row of logits,
/// the history, the candidate's number and the position only.
///
/// The order is vLLM's and agrees with OpenAI's documentation: log-probabilities are those of the untouched logits; then
/// come mask, `min_tokens`, `logit_bias`, repetition, frequency and presence penalty; then either the largest logit, or
/// temperature, `min_p`, `top_k`, `top_p` and a draw.
package struct Sampler: Sendable {
    /// A token, with what the model thought of it where somebody wants to know.
    package struct Choice: Sendable, Hashable {
        package let token: Int32
        /// The model's own log-probability; nil if neither `logprobs` nor `best_of` needs it.
        package let logprob: Float?
        package let logprobs: PositionLogprobs?
    }

    private let edits: LogitEdits
    /// nil chooses greedily.
    private let filter: CandidateFilter?
    private let seed: UInt64
    private let topLogprobs: Int?
    private let ranksCandidates: Bool

    /// `endingTokens` are the ids that end an answer (`FinishRule.endingTokens`). `seed` is used if the parameters have
    /// none, so draw it once for each request.
    package init(parameters: SamplingParameters, endingTokens: [Int32], seed: UInt64) {
        edits = LogitEdits(parameters: parameters, endingTokens: endingTokens)
        let isGreedy = !(parameters.temperature >= CandidateFilter.coldest) || parameters.beamSearch != nil
        filter = isGreedy ? nil : CandidateFilter(parameters: parameters)
        self.seed = parameters.seed ?? seed
        topLogprobs = parameters.logprobs
        ranksCandidates = (parameters.bestOf ?? parameters.n) > parameters.n
    }

    /// Chooses token number `index` (0 is the first generated one) of a candidate. The row is scratch afterwards.
    ///
    /// `mask` is `(row.count + 31) / 32` words; bit i of word w allows token 32 · w + i. If nothing at all may be chosen,
    /// the answer is the first of the tokens that are equally impossible; there is always an answer.
    package func choose(
        from row: UnsafeMutableBufferPointer<Float>, candidate: Int = 0, index: Int, history: TokenHistory,
        mask: UnsafePointer<UInt32>? = nil, workspace: Workspace
    ) -> Choice {
        var choice = Choice(token: 0, logprob: nil, logprobs: nil)
        choose(
            from: row, candidates: candidate..<candidate + 1, index: index, history: history, mask: mask,
            workspace: workspace
        ) { _, chosen in choice = chosen }
        return choice
    }

    /// Chooses for several candidates that are still one sequence: the fan-out of `n` or `best_of` after the prompt. Each
    /// candidate gets what it would have got alone.
    package func choose(
        from row: UnsafeMutableBufferPointer<Float>, candidates: Range<Int>, index: Int, history: TokenHistory,
        mask: UnsafePointer<UInt32>? = nil, workspace: Workspace, _ body: (_ candidate: Int, Choice) -> Void
    ) {
        guard let row = LogitRow(row) else { return }
        let isEdited = !edits.areIdle(index: index, mask: mask)
        let logprobs = rawLogprobs(of: row, isEdited: isEdited, workspace: workspace)
        if isEdited { edits.apply(to: row, index: index, history: history, mask: mask) }
        guard let filter else {
            let token = greedy(row, isScanned: logprobs != nil && !isEdited, workspace: workspace)
            let choice = choice(of: token, logprobs: logprobs)
            for candidate in candidates { body(candidate, choice) }
            return
        }
        let remainder = filter.narrow(row, workspace: workspace)
        for candidate in candidates {
            let point = Philox.uniform(seed: seed, candidate: candidate, index: index)
            let token = filter.draw(remainder, at: point, row: row, workspace: workspace)
            body(candidate, choice(of: token, logprobs: logprobs))
        }
    }

    /// The probabilities that `choose` draws from, without those that are 0, ids ascending.
    package func distribution(
        of row: UnsafeMutableBufferPointer<Float>, index: Int, history: TokenHistory,
        mask: UnsafePointer<UInt32>? = nil, workspace: Workspace
    ) -> [(token: Int32, probability: Double)] {
        guard let row = LogitRow(row) else { return [] }
        edits.apply(to: row, index: index, history: history, mask: mask)
        guard let filter else { return [(greedy(row, isScanned: false, workspace: workspace), 1)] }
        let remainder = filter.narrow(row, workspace: workspace)
        return filter.distribution(remainder, row: row, workspace: workspace)
            .filter { $0.1 > 0 }.map { (token: $0.0, probability: $0.1) }
    }

    private func greedy(_ row: LogitRow, isScanned: Bool, workspace: Workspace) -> Int32 {
        let maxima = workspace.maxima.reserve(row.blockCount)
        let largest = isScanned ? row.largest(of: maxima) : row.scanMaxima(into: maxima)
        return Int32(row.firstIndex(of: largest, maxima: maxima))
    }

    /// The untouched row's log-probabilities. Only a row that is about to be edited is copied.
    private func rawLogprobs(of row: LogitRow, isEdited: Bool, workspace: Workspace) -> RowLogprobs? {
        guard topLogprobs != nil || ranksCandidates else { return nil }
        var source = row
        if isEdited {
            let copy = workspace.raw.reserve(row.count)
            _ = copy.update(fromContentsOf: UnsafeMutableBufferPointer(start: row.base, count: row.count))
            source = LogitRow(UnsafeMutableBufferPointer(rebasing: copy[..<row.count])) ?? row
        }
        return RowLogprobs(source, topCount: topLogprobs ?? 0, workspace: workspace)
    }

    private func choice(of token: Int32, logprobs: RowLogprobs?) -> Choice {
        guard let logprobs else { return Choice(token: token, logprob: nil, logprobs: nil) }
        guard topLogprobs != nil else {
            return Choice(token: token, logprob: logprobs.logprob(of: token), logprobs: nil)
        }
        let position = logprobs.position(of: token)
        return Choice(token: token, logprob: position.chosen.logprob, logprobs: position)
    }
}
