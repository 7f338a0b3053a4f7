// Who holds which blocks.
extension Scheduler {
    func blocks(for tokens: Int) -> Int {
        (tokens + configuration.cache.blockSize - 1) / configuration.cache.blockSize
    }

    /// The block that the next token goes into is shared, so it has to be copied first.
    private func mustCopy(_ sequence: TokenSequence) -> Bool {
        let (block, offset) = sequence.computed.quotientAndRemainder(dividingBy: configuration.cache.blockSize)
        return offset > 0 && !pool.isWritable(sequence.table[block])
    }

    private func neededBlocks(for sequence: TokenSequence) -> Int {
        let new = max(0, blocks(for: sequence.computed + sequence.chunk) - sequence.table.count)
        return new + (mustCopy(sequence) ? 1 : 0)
    }

    /// Tokens that the sequence could compute without anybody else losing a block.
    func capacity(of sequence: TokenSequence) -> Int {
        let forCopy = mustCopy(sequence) ? 1 : 0
        guard pool.availableCount >= forCopy else { return 0 }
        let held = sequence.table.count + pool.availableCount - forCopy
        return held * configuration.cache.blockSize - sequence.computed
    }

    /// Takes the blocks that the chunk needs. There must be enough.
    func takeBlocks(for sequence: TokenSequence) {
        if mustCopy(sequence), let block = allocate() {
            let index = sequence.computed / configuration.cache.blockSize
            sequence.copy = BlockCopy(source: sequence.table[index], destination: block)
            pool.release(sequence.table[index])
            sequence.table[index] = block
        }
        let count = blocks(for: sequence.computed + sequence.chunk)
        while sequence.table.count < count, let block = allocate() { sequence.table.append(block) }
        // A runner does not look: a missing block would be read from another sequence.
        precondition(
            sequence.table.count >= count && !mustCopy(sequence), "Blocks must be counted before they are taken.")
    }

    private func allocate() -> BlockID? {
        guard let block = pool.allocate() else { return nil }
        shelf?.take(block)
        return block
    }

    /// Takes blocks for all chunks, the oldest sequence first. Where none are left the youngest sequences lose theirs.
    func fit() {
        var index = 0
        while index < running.count {
            let sequence = running[index]
            if sequence.chunk > 0 && makeRoom(for: sequence) { takeBlocks(for: sequence) }
            index += 1
        }
    }

    /// False if the sequence gets nothing in this step.
    private func makeRoom(for sequence: TokenSequence) -> Bool {
        while neededBlocks(for: sequence) > pool.availableCount {
            guard let youngest = running.last else { return false }
            if youngest.group.isGang && youngest.group === sequence.group {
                giveUp(gang: sequence.group)
                return false
            }
            if youngest === sequence {
                if running.count == 1 {
                    sequence.chunk = 0
                    outOfRoom.append(sequence)
                } else {
                    let capacity = capacity(of: sequence)
                    setChunk(of: sequence, to: affordable(sequence, upTo: sequence.chunk, capacity: capacity))
                    // Others may have got nothing because this one was chosen.
                    hasChanged = hasChanged || sequence.chunk == 0
                }
                return sequence.chunk > 0
            }
            preempt(youngest)
        }
        return true
    }

    /// A gang that cannot grow as a whole makes room for the others, or ends if there are none.
    private func giveUp(gang: SequenceGroup) {
        if running.count > gang.sequences.count(where: { $0.state == .running }) {
            for beam in gang.sequences where beam.state == .running { requeue(beam, isPreemption: true) }
        } else {
            for beam in gang.sequences where beam.state == .running { requeue(beam) }
            outOfRoom.append(contentsOf: gang.sequences)
        }
    }

    /// Of beams, all go: one alone would keep the others waiting.
    private func preempt(_ sequence: TokenSequence) {
        guard sequence.group.isGang else { return requeue(sequence, isPreemption: true) }
        for beam in sequence.group.sequences where beam.state == .running { requeue(beam, isPreemption: true) }
    }

    /// Back to the queue, without blocks.
    func requeue(_ sequence: TokenSequence, isPreemption: Bool = false) {
        running.remove(sequence)
        releaseBlocks(of: sequence)
        sequence.state = .waiting
        sequence.computed = 0
        sequence.chunk = 0
        sequence.copy = nil
        waiting.insert(sequence)
        guard isPreemption else { return }
        hasPreempted = true
        hasChanged = true
        counters.preemptions += 1
    }

    func releaseBlocks(of sequence: TokenSequence) {
        // The last first: it is the least likely to be found again, and the pool wants children before parents.
        for block in sequence.table.reversed() {
            pool.release(block)
            guard shelf != nil, pool.holderCount(of: block) == 0 else { continue }
            // Of a step that has not run, neither tokens nor copies are there.
            let isKnown = sequence.copy == nil && (isCommitted || sequence.chunk == 0)
            shelf?.put(sequence, into: block, computed: isKnown ? sequence.computed : 0)
        }
        sequence.table.removeAll()
        sequence.published = 0
    }

    /// Puts the full computed blocks into the index. Where somebody else computed the same before, the sequence goes on
    /// with that block, so the blocks before a published one are always published too.
    func publishBlocks(of sequence: TokenSequence) {
        guard configuration.cache.blockSize < configuration.contextLength else { return }
        let blockSize = configuration.cache.blockSize
        makeKeys(of: sequence, count: sequence.computed / blockSize)
        while sequence.published < sequence.computed / blockSize {
            let index = sequence.published
            let own = sequence.table[index]
            let found = pool.publish(
                own, as: sequence.keys[index], after: index == 0 ? PrefixIndex.root : sequence.table[index - 1],
                tokens: sequence.tokens, from: index * blockSize)
            if found != own {
                pool.retain(found)
                pool.release(own)
                sequence.table[index] = found
            }
            sequence.published += 1
        }
    }

    func makeKeys(of sequence: TokenSequence, count: Int) {
        while sequence.keys.count < count {
            sequence.keys.append(
                pool.index.key(
                    ofBlock: sequence.keys.count, tokens: sequence.tokens, after: sequence.keys.last,
                    scope: sequence.group.scope, spans: sequence.group.spans))
        }
    }
}
