// Who gets which part of a step's token budget.
//
// 1. Sequences that need one token. If they are more than the budget, they take turns.
// 2. Prompts in order of arrival, each at most a quarter of the budget, so that a long one leaves room for short ones.
//    Requests from the queue come last, and only if something is left for them.
// 3. What is left, in order of arrival.
//
// While somebody writes, prompts get no more than `promptAllowance`, so that steps stay short.
//
// If that leaves nothing for the oldest prompt, it goes first in the next step. Only then, or when nothing else runs, is
// an unsplittable span longer than the whole budget computed; it has a step for itself.
extension Scheduler {
    /// The part of the budget that a prompt gets while others wait.
    var share: Int { max(1, stepBudget / 4) }

    /// Sets the chunks of the running sequences, as if there were blocks for all of them.
    func choose() {
        setPending()
        leaveTimeToWriters()
        if isPromptTurn, let prompt = oldestPrompt { grant(prompt, upTo: share) }
        chooseSingles()
        for sequence in running.items where sequence.pending > 1 && sequence.chunk == 0 && budget > 0 {
            grant(sequence, upTo: share)
        }
        isPromptTurn = oldestPrompt.map { $0.chunk == 0 } ?? false
    }

    private func leaveTimeToWriters() {
        let writers = running.items.count { $0.pending == 1 }
        guard configuration.cache.slots?.takesPieces ?? true, writers > 0, promptAllowance < configuration.tokenBudget
        else { return }
        budget = min(budget, writers + max(1, promptAllowance))
        stepBudget = budget
    }

    private var oldestPrompt: TokenSequence? { running.items.first { $0.pending > 1 } }

    private func setPending() {
        var gang: SequenceGroup?
        var isReady = false
        for sequence in running.items {
            if sequence.tokens.count > configuration.contextLength, sequence.missing > 0 {
                outOfRoom.append(sequence)
                sequence.pending = 0
                continue
            }
            if sequence.group.isGang, sequence.group !== gang {
                gang = sequence.group
                isReady = sequence.group.isReady
            }
            setPending(of: sequence, isReady: isReady)
        }
    }

    /// The newest token of a beam has to wait until it is all that is missing to any beam.
    func setPending(of sequence: TokenSequence, isReady: Bool) {
        let isHeldBack = sequence.group.isGang && !isReady
        sequence.pending = max(0, sequence.missing - (isHeldBack ? 1 : 0))
    }

    private func chooseSingles() {
        var demand = 0
        for sequence in running.items where sequence.pending == 1 { demand += 1 }
        guard demand > budget else {
            for sequence in running.items where sequence.pending == 1 { sequence.chunk = 1 }
            budget -= demand
            return
        }
        // One after the last that was served.
        let first = running.index(of: nextServed)
        for offset in 0..<running.count where budget > 0 {
            let sequence = running[(first + offset) % running.count]
            if sequence.pending == 1, sequence.chunk == 0, !serve(sequence) { return }
        }
    }

    /// False if the beams of a ready gang do not all fit; they are first in the next step.
    private func serve(_ sequence: TokenSequence) -> Bool {
        guard sequence.group.isGang, sequence.missing == 1 else {
            sequence.chunk = 1
            budget -= 1
            nextServed = sequence.order.next
            return true
        }
        let beams = sequence.group.sequences
        guard beams.count <= budget else { return false }
        for beam in beams { beam.chunk = 1 }
        budget -= beams.count
        nextServed = beams[beams.count - 1].order.next
        return true
    }

    /// Sets the chunk of a sequence to at most `limit` tokens.
    func grant(_ sequence: TokenSequence, upTo limit: Int) {
        setChunk(of: sequence, to: affordable(sequence, upTo: limit))
    }

    func setChunk(of sequence: TokenSequence, to count: Int) {
        budget += sequence.chunk - count
        promptLogitsLeft += promptLogits(of: sequence, sequence.chunk) - promptLogits(of: sequence, count)
        sequence.chunk = count
    }

    /// How many of `limit` tokens a sequence may compute, if its chunk so far did not count.
    ///
    /// - Parameter capacity: tokens that there are blocks for.
    func affordable(_ sequence: TokenSequence, upTo limit: Int, capacity: Int = .max) -> Int {
        let budget = budget + sequence.chunk
        let rows = promptLogitsAllowance(of: sequence)
        let limit = min(limit, sequence.pending, budget, rows, capacity)
        // A span may break the limits if nobody else is chosen yet.
        let isFirst = budget == stepBudget
        let room = isFirst ? capacity : min(budget, rows, capacity)
        return sequence.group.spans.count(from: sequence.computed, upTo: limit, room: room)
    }

    private func promptLogits(of sequence: TokenSequence, _ count: Int) -> Int {
        sequence.promptPositions(inChunkOf: count).count
    }

    /// How many tokens the sequence may compute until it would deliver more prompt logits than are left.
    private func promptLogitsAllowance(of sequence: TokenSequence) -> Int {
        guard sequence.group.wantsPromptLogits else { return .max }
        let left = promptLogitsLeft + promptLogits(of: sequence, sequence.chunk)
        let end = max(sequence.computed, sequence.promptLogitsDelivered) + max(0, left)
        return end >= sequence.promptCount - 1 ? .max : end - sequence.computed
    }

    /// Gives what is left of the budget to the prompts, as far as there are blocks without preempting anybody.
    func extend() {
        for sequence in running.items where sequence.pending > max(1, sequence.chunk) {
            guard budget > 0 else { return }
            let count = affordable(sequence, upTo: sequence.chunk + budget, capacity: capacity(of: sequence))
            guard count > sequence.chunk else { continue }
            setChunk(of: sequence, to: count)
            takeBlocks(for: sequence)
        }
    }
}
