/// What one step does for a sequence, and where its logits are.
package struct ScheduledSequence {
    package let sequence: TokenSequence
    /// Tokens of the sequence that the step computes.
    package let range: Range<Int>
    /// Prompt positions whose logits the step delivers, if they are wanted. Those of position i predict token i + 1.
    package let promptPositions: Range<Int>
    /// Their rows in `StepPlan.sampled`.
    package let promptRows: Range<Int>
    /// The row that predicts the token to come; nil while older tokens are still to be computed.
    package let sampleRow: Int?
}

extension Scheduler {
    /// Prepares a step. False if there is nothing to compute: then the engine waits for requests, unless `outOfRoom`
    /// names sequences to finish first.
    ///
    /// If the last step was not committed, all sequences begin anew: nobody knows what the cache holds.
    package func schedule(into plan: inout StepPlan) -> Bool {
        takeBack()
        plan.removeAll()
        scheduled.removeAll(keepingCapacity: true)
        outOfRoom.removeAll(keepingCapacity: true)
        var rounds = running.count + waiting.count + 2
        repeat {
            rounds -= 1
            beginStep()
            choose()
            fit()
            if !hasPreempted && outOfRoom.isEmpty {
                admit()
                extend()
            }
        } while isEmptyStep && hasChanged && rounds > 0
        if isEmptyStep { reportStuck() }
        for index in 0..<running.count where running[index].chunk > 0 { add(running[index], to: &plan) }
        isCommitted = scheduled.isEmpty
        return !scheduled.isEmpty
    }

    /// After the pass: what was scheduled is computed, and full blocks can be found by others. Sequences finished
    /// meanwhile are ignored.
    package func commit() {
        guard !isCommitted else { return }
        isCommitted = true
        for entry in scheduled where entry.sequence.state == .running {
            let sequence = entry.sequence
            sequence.computed = entry.range.upperBound
            sequence.copy = nil
            if !entry.promptPositions.isEmpty { sequence.promptLogitsDelivered = entry.promptPositions.upperBound }
            publishBlocks(of: sequence)
        }
    }

    private func takeBack() {
        guard !isCommitted else { return }
        for sequence in running.items { requeue(sequence) }
        isCommitted = true
    }

    private var isEmptyStep: Bool { !running.items.contains { $0.chunk > 0 } }

    private func beginStep() {
        hasPreempted = false
        hasChanged = false
        budget = configuration.tokenBudget
        stepBudget = budget
        promptLogitsLeft = configuration.promptLogitsLimit
        for sequence in running.items {
            sequence.chunk = 0
            sequence.copy = nil
        }
    }

    private func add(_ sequence: TokenSequence, to plan: inout StepPlan) {
        let range = sequence.computed..<sequence.computed + sequence.chunk
        let begin = plan.tokens.count
        if let attachment = sequence.group.attachment {
            plan.attachments.append(StepPlan.Attached(sequence: plan.sequences.count, attachment: attachment))
        }
        plan.sequences.append(sequence.id)
        plan.tokens.append(contentsOf: sequence.tokens[range])
        for position in range { plan.positions.append(Int32(truncatingIfNeeded: position)) }
        plan.pastLengths.append(Int32(truncatingIfNeeded: range.lowerBound))
        plan.tokenBegins.append(Int32(truncatingIfNeeded: plan.tokens.count))
        plan.blocks.append(contentsOf: sequence.table.prefix(blocks(for: range.upperBound)))
        plan.blockBegins.append(Int32(truncatingIfNeeded: plan.blocks.count))
        plan.maxContextLength = max(plan.maxContextLength, Int32(truncatingIfNeeded: range.upperBound))
        if let copy = sequence.copy { plan.copies.append(copy) }

        let row = plan.sampled.count
        let positions = sequence.promptPositions(inChunkOf: sequence.chunk)
        for position in positions {
            plan.sampled.append(Int32(truncatingIfNeeded: begin + position - range.lowerBound))
        }
        let samples = range.upperBound == sequence.tokens.count
        if samples { plan.sampled.append(Int32(truncatingIfNeeded: plan.tokens.count - 1)) }
        scheduled.append(
            ScheduledSequence(
                sequence: sequence, range: range, promptPositions: positions, promptRows: row..<row + positions.count,
                sampleRow: samples ? row + positions.count : nil))
    }
}
