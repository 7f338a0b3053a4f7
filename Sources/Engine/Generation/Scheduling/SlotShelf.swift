internal import Support

/// What free slots still hold of the sequences that have ended in them, for caches whose blocks are whole sequences.
struct SlotShelf {
    private struct Content {
        var tokens: ArraySlice<Int32>
        var spans: TokenSpans
        var scope: Hash128
    }

    struct Match {
        var slot: BlockID
        /// Tokens that the slot holds already.
        var tokens: Int
    }

    private let multiple: Int
    private var contents: [BlockID: Content] = [:]

    init(_ slots: CacheGeometry.Slots) { multiple = max(1, slots.keptMultiple) }

    /// A sequence has ended, or lost its place. Nothing is known of a slot while a step works on it.
    mutating func put(_ sequence: TokenSequence, into slot: BlockID, computed: Int) {
        contents[slot] =
            computed < multiple
            ? nil
            : Content(
                tokens: sequence.tokens.prefix(computed), spans: sequence.group.spans, scope: sequence.group.scope)
    }

    mutating func take(_ slot: BlockID) { contents[slot] = nil }

    /// The slot that holds the most of the sequence's first `limit` tokens; nil if none holds enough to go on from.
    func bestMatch(for sequence: TokenSequence, limit: Int) -> Match? {
        var best: Match?
        for (slot, content) in contents where content.scope == sequence.group.scope {
            let length = usable(content, for: sequence, limit: limit)
            // Equal ones by number, so that it does not depend on the dictionary's order.
            guard length > 0, best.map({ ($0.tokens, slot) < (length, $0.slot) }) ?? true else { continue }
            best = Match(slot: slot, tokens: length)
        }
        return best
    }

    private func usable(_ content: Content, for sequence: TokenSequence, limit: Int) -> Int {
        var length = 0
        let most = min(limit, content.tokens.count, sequence.tokens.count)
        while length < most, content.tokens[length] == sequence.tokens[length] { length += 1 }
        length = sequence.group.spans.firstDifference(from: content.spans, upTo: length)
        length -= length % multiple
        while length > 0, sequence.group.spans.cuts(at: length) { length -= multiple }
        return length
    }
}
