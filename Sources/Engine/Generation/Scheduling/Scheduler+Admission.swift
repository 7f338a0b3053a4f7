// From the queue into the running sequences.
extension Scheduler {
    /// Lets sequences in, strictly in order, as far as seats, blocks and the budget reach. Nobody is preempted for them.
    func admit() {
        guard !waiting.isEmpty else { return }
        var seats = takenSeats
        var growth = expectedGrowth
        while budget > 0, let sequence = waiting.first {
            let wanted = wantedSeats(of: sequence)
            guard running.isEmpty || seats + wanted <= configuration.maxSequences else { return }
            guard !isSiblingCatchingUp(sequence) else { return }
            match(sequence)
            let needed = blocks(for: sequence.tokens.count) - matched.count
            let revived = matched.count(where: { pool.holderCount(of: $0) == 0 })
            let reserve = isAmongItsBeams(sequence) ? 0 : growth
            guard needed + reserve <= pool.availableCount - revived else { return }
            start(sequence)
            grant(sequence, upTo: share)
            if sequence.chunk > 0 { takeBlocks(for: sequence) }
            seats += wanted
            growth += blocks(for: sequence.tokens.count + 1) - sequence.table.count
        }
    }

    /// Only beams of the same request run, and they wait for this one, so nobody else needs room.
    private func isAmongItsBeams(_ sequence: TokenSequence) -> Bool {
        let group = sequence.group
        return group.isGang && running.first?.group === group && running.last?.group === group
    }

    /// Running sequences, and those that will come beside them.
    var takenSeats: Int {
        var seats = running.count
        for index in 0..<running.count {
            let group = running[index].group
            if index > 0, running[index - 1].group === group { continue }
            seats += group.reservedSeats(running: group.sequences.count(where: { $0.state == .running }))
        }
        return seats
    }

    private func wantedSeats(of sequence: TokenSequence) -> Int {
        let group = sequence.group
        let runs = group.sequences.contains { $0.state == .running }
        if runs { return group.isLockstep ? 0 : 1 }
        return 1 + group.reservedSeats(running: 1)
    }

    /// Blocks that the running sequences will need for the tokens they have, and one more.
    private var expectedGrowth: Int {
        running.items.reduce(0) { $0 + max(0, blocks(for: $1.tokens.count + 1) - $1.table.count) }
    }

    /// Sequences of one request come back one after the other, so that the later ones find the blocks of the first.
    private func isSiblingCatchingUp(_ sequence: TokenSequence) -> Bool {
        sequence.group.sequences.contains { $0.state == .running && $0.pending > 1 }
    }

    /// Looks for the longest computed prefix and leaves its blocks in `matched`. At least one token is left to compute,
    /// and whoever wants the prompt's logits computes it all.
    func match(_ sequence: TokenSequence) {
        matched.removeAll(keepingCapacity: true)
        matchedSlot = nil
        var limit = sequence.tokens.count - 1
        if sequence.group.wantsPromptLogits, sequence.promptLogitsDelivered < sequence.promptCount - 1 {
            limit = sequence.promptLogitsDelivered
        }
        matchedSlot = shelf?.bestMatch(for: sequence, limit: limit)
        let blockSize = configuration.cache.blockSize
        guard blockSize < configuration.contextLength else { return }
        makeKeys(of: sequence, count: limit / blockSize)
        var parent = PrefixIndex.root
        for index in 0..<limit / blockSize {
            guard
                let block = pool.index.find(
                    sequence.keys[index], after: parent, tokens: sequence.tokens, from: index * blockSize)
            else { break }
            matched.append(block)
            parent = block
        }
        while !matched.isEmpty, sequence.group.spans.cuts(at: matched.count * blockSize) { matched.removeLast() }
    }

    /// Tokens that the last `match` found computed.
    var matchedTokens: Int { matchedSlot?.tokens ?? matched.count * configuration.cache.blockSize }

    private func start(_ sequence: TokenSequence) {
        waiting.remove(sequence)
        for block in matched { pool.retain(block) }
        sequence.table.append(contentsOf: matched)
        sequence.published = matched.count
        sequence.computed = matchedTokens
        if let match = matchedSlot {
            pool.take(free: match.slot)
            shelf?.take(match.slot)
            sequence.table.append(match.slot)
        }
        sequence.state = .running
        running.insert(sequence)
        hasChanged = true
        setPending(of: sequence, isReady: false)
        guard !sequence.isCounted else { return }
        sequence.isCounted = true
        guard configuration.prefixCaching, !sequence.group.wantsPromptLogits else { return }
        counters.queriedTokens += UInt64(sequence.promptCount)
        counters.hitTokens += UInt64(sequence.computed)
    }

    /// Nothing can be computed. If the first in the queue cannot come in although nobody is in its way, it never will.
    func reportStuck() {
        guard outOfRoom.isEmpty, let sequence = waiting.first else { return }
        let group = sequence.group
        if running.isEmpty && !group.isGang {
            outOfRoom.append(sequence)
        } else if group.isGang, running.items.allSatisfy({ $0.group === group && $0.missing == 1 }) {
            outOfRoom.append(contentsOf: group.sequences)
        }
    }
}
