/// What a request changes in its logits before a token is chosen. The order is vLLM's: mask, allowed tokens, banned
/// sequences, `min_tokens`, `logit_bias`, repetition penalty, frequency penalty, presence penalty. The penalties are
/// OpenAI's plain subtractions.
struct LogitEdits: Sendable {
    let allowed: [Int32]?
    let banned: [[Int32]]
    let minTokens: Int
    /// Ids that end the answer; banned before `minTokens`.
    let endingTokens: [Int32]
    let bias: [(id: Int32, value: Float)]
    let repetition: Float
    let presence: Float
    let frequency: Float

    init(parameters: SamplingParameters, endingTokens: [Int32]) {
        allowed = parameters.allowedTokenIDs.map { $0.sorted() }
        banned = parameters.badWords
        minTokens = parameters.minTokens
        self.endingTokens = endingTokens
        bias = parameters.logitBias.sorted { $0.key < $1.key }.map { (id: $0.key, value: $0.value) }
        repetition = parameters.repetitionPenalty
        presence = parameters.presencePenalty
        frequency = parameters.frequencyPenalty
    }

    /// Whether `apply` leaves the row as it is.
    func areIdle(index: Int, mask: UnsafePointer<UInt32>?) -> Bool {
        mask == nil && allowed == nil && banned.isEmpty && (index >= minTokens || endingTokens.isEmpty) && bias.isEmpty
            && !hasPenalties
    }

    private var hasPenalties: Bool { repetition != 1 || presence != 0 || frequency != 0 }

    /// `index` is the number of tokens generated so far; bit i of `mask` says whether token i is allowed.
    func apply(to row: LogitRow, index: Int, history: TokenHistory, mask: UnsafePointer<UInt32>?) {
        if let mask { apply(mask, to: row) }
        if let allowed { keep(allowed, in: row) }
        for sequence in banned { ban(sequence, in: row, history) }
        if index < minTokens {
            for id in endingTokens where row.holds(id) { row.base[Int(id)] = -.infinity }
        }
        for (id, value) in bias where row.holds(id) { row.base[Int(id)] += value }
        if hasPenalties { applyPenalties(to: row, history: history) }
    }

    private func keep(_ allowed: [Int32], in row: LogitRow) {
        let kept = allowed.filter(row.holds).map { (id: Int($0), value: row.base[Int($0)]) }
        row.base.update(repeating: -.infinity, count: row.count)
        for (id, value) in kept { row.base[id] = value }
    }

    private func ban(_ sequence: [Int32], in row: LogitRow, _ history: TokenHistory) {
        guard let last = sequence.last, row.holds(last), history.recent.endsWith(sequence.dropLast()) else { return }
        row.base[Int(last)] = -.infinity
    }

    private func applyPenalties(to row: LogitRow, history: TokenHistory) {
        if repetition != 1 {
            for id in history.prompt where row.holds(id) { repeated(&row.base[Int(id)]) }
        }
        for (id, count) in zip(history.generated, history.counts) where row.holds(id) {
            var logit = row.base[Int(id)]
            if repetition != 1, !history.promptHolds(id) { repeated(&logit) }
            logit -= frequency * Float(count)
            row.base[Int(id)] = logit - presence
        }
    }

    private func repeated(_ logit: inout Float) {
        logit = logit > 0 ? logit / repetition : logit * repetition
    }

    private func apply(_ mask: UnsafePointer<UInt32>, to row: LogitRow) {
        for word in 0..<(row.count + 31) / 32 where mask[word] != .max {
            let allowed = mask[word]
            for bit in 0..<min(32, row.count - word * 32) where allowed >> UInt32(bit) & 1 == 0 {
                row.base[word * 32 + bit] = -.infinity
            }
        }
    }
}

extension LogitRow {
    func holds(_ id: Int32) -> Bool { id >= 0 && Int(id) < count }
}

extension [Int32] {
    fileprivate func endsWith(_ other: ArraySlice<Int32>) -> Bool {
        count >= other.count && suffix(other.count).elementsEqual(other)
    }
}
