@testable import Generation
@testable import Support

/// A scheduler with a fake cache under it, and the part of the engine that drives both. Everything is checked after
/// every step.
final class Workbench {
    let scheduler: Scheduler
    private(set) var cache: FakeCache
    private(set) var plan = StepPlan()
    private(set) var live: [TokenSequence] = []
    private var contents: [SequenceID: Content] = [:]
    private var delivered: [SequenceID: Int] = [:]
    private var lastFailed = false

    init(_ configuration: SchedulerConfiguration) {
        var configuration = configuration
        configuration.seed = Hash128(low: 1, high: 2)
        scheduler = Scheduler(configuration)
        cache = FakeCache(scheduler.configuration.cache)
    }

    func submit(_ request: SchedulingRequest) throws(SchedulingError) -> TokenSequence {
        let sequence = try scheduler.submit(request)
        let owner = scheduler.configuration.prefixCaching ? 0 : request.id.rawValue &+ 1
        contents[sequence.id] = Content(scope: request.salt.low << 32 | owner, spans: request.spans)
        live.append(sequence)
        return sequence
    }

    func fork(_ parent: TokenSequence) -> TokenSequence {
        let child = scheduler.fork(parent)
        adopt(child, from: parent)
        return child
    }

    func replaceBeams(_ beams: [TokenSequence], with choices: [BeamChoice]) -> [TokenSequence] {
        let chosen = scheduler.replaceBeams(beams, with: choices)
        for (beam, choice) in zip(chosen, choices) where contents[beam.id] == nil { adopt(beam, from: choice.parent) }
        forgetFinished()
        return chosen
    }

    private func adopt(_ child: TokenSequence, from parent: TokenSequence) {
        contents[child.id] = contents[parent.id]
        delivered[child.id] = delivered[parent.id]
        if child.state != .finished { live.append(child) }
    }

    func finish(_ sequence: TokenSequence) {
        scheduler.finish(sequence)
        forgetFinished()
    }

    func abort(_ request: RequestID) {
        scheduler.abort(request: request)
        forgetFinished()
    }

    private func forgetFinished() { live.removeAll { $0.state == .finished } }

    /// Schedules, runs and commits. False if there was nothing to compute.
    @discardableResult
    func step(failing: Bool = false) throws(Violation) -> Bool {
        let queue = live.filter { $0.state == .waiting }
        let oldest = lastFailed ? nil : scheduler.running.first
        lastFailed = failing
        let isPlanned = scheduler.schedule(into: &plan)
        try checkPlan()
        if let oldest, !scheduler.outOfRoom.contains(where: { $0 === oldest }) {
            try require(oldest.state == .running, "the oldest sequence lost its blocks")
        }
        if let first = scheduler.waiting.first {
            try require(queue.allSatisfy { $0.state == .waiting || $0.order < first.order }, "overtaken in the queue")
        }
        for sequence in live { contents[sequence.id]?.extend(to: sequence.tokens) }
        let planned = scheduler.scheduled.map { contents[$0.sequence.id] ?? Content(scope: 0, spans: []) }
        if failing {
            cache.fail(plan)
            return isPlanned
        }
        try cache.run(plan, contents: planned)
        scheduler.commit()
        for entry in scheduler.scheduled where !entry.promptPositions.isEmpty {
            delivered[entry.sequence.id] = entry.promptPositions.upperBound
        }
        try checkBlocks()
        return isPlanned
    }

    private func checkPlan() throws(Violation) {
        let limits = scheduler.configuration
        let running = live.count { $0.state == .running }
        try require(running <= limits.maxSequences, "\(running) sequences run\n\(description)")
        try require(
            plan.tokens.count <= limits.tokenBudget || plan.sequenceCount == 1, "\(plan.tokens.count) tokens in a step")
        try require(plan.sequenceCount == scheduler.scheduled.count, "plan and schedule differ")
        for (index, entry) in scheduler.scheduled.enumerated() { try check(entry, at: index) }
        try require(
            plan.maxContextLength == scheduler.scheduled.map { Int32($0.range.upperBound) }.max() ?? 0,
            "wrong longest context")
    }

    private func check(_ entry: ScheduledSequence, at index: Int) throws(Violation) {
        let sequence = entry.sequence
        let begin = Int(plan.tokenBegins[index])
        try require(plan.sequences[index] == sequence.id && sequence.state == .running, "wrong sequence")
        try require(!entry.range.isEmpty && Int(plan.pastLengths[index]) == sequence.computed, "wrong past")
        try require(Int(plan.tokenBegins[index + 1]) - begin == entry.range.count, "wrong number of tokens")
        for (offset, position) in entry.range.enumerated() {
            try require(plan.positions[begin + offset] == Int32(position), "wrong position")
            try require(plan.tokens[begin + offset] == sequence.tokens[position], "wrong token")
        }
        let spans = sequence.group.spans
        try require(!spans.cuts(at: entry.range.lowerBound) && !spans.cuts(at: entry.range.upperBound), "span cut")

        for (offset, position) in entry.promptPositions.enumerated() {
            let row = Int(plan.sampled[entry.promptRows.lowerBound + offset])
            try require(row == begin + position - entry.range.lowerBound, "wrong row of a prompt position")
        }
        if !entry.promptPositions.isEmpty {
            try require(delivered[sequence.id, default: 0] == entry.promptPositions.lowerBound, "prompt rows missing")
        }
        try require(
            (entry.sampleRow != nil) == (entry.range.upperBound == sequence.tokens.count), "row without need")
        guard let row = entry.sampleRow else { return }
        try require(Int(plan.sampled[row]) == Int(plan.tokenBegins[index + 1]) - 1, "wrong row to sample from")
        if sequence.group.wantsPromptLogits {
            let count = delivered[sequence.id, default: 0] + entry.promptPositions.count
            try require(count == sequence.promptCount - 1, "prompt rows missing at the first token")
        }
        if sequence.group.isLockstep {
            let sampled = scheduler.scheduled.count { $0.sequence.group === sequence.group && $0.sampleRow != nil }
            try require(sampled == sequence.group.sequences.count, "beams apart")
        }
    }

    /// Everything that a failed run needs explained.
    var description: String {
        let limits = scheduler.configuration
        let head =
            "\(limits.maxSequences) sequences, \(limits.tokenBudget) tokens, context \(limits.contextLength), "
            + "\(limits.cache.blockCount) blocks of \(limits.cache.blockSize), \(scheduler.pool.availableCount) available"
        let sequences = live.map { sequence in
            let kind = sequence.group.isLockstep ? "beam" : "sequence"
            return "\(kind) \(sequence.order.arrival).\(sequence.order.index) of \(sequence.group.width): "
                + "\(sequence.state), \(sequence.computed)/\(sequence.tokens.count), prompt \(sequence.promptCount), "
                + "\(sequence.table.count) blocks, pending \(sequence.pending), chunk \(sequence.chunk)"
        }
        return ([head] + sequences).joined(separator: "\n")
    }

    /// Who holds what, counted anew.
    func checkBlocks() throws(Violation) {
        let pool = scheduler.pool
        var holders = Array(repeating: 0, count: pool.count)
        for sequence in live {
            try require(sequence.state == .running || sequence.table.isEmpty, "blocks of a waiting sequence")
            for block in sequence.table { holders[Int(block)] += 1 }
        }
        var liveCount = 0
        var cachedCount = 0
        for block in 0..<BlockID(pool.count) {
            let count = holders[Int(block)]
            try require(count == pool.holderCount(of: block), "block \(block) has \(count) holders")
            let parent = pool.index.parent(of: block)
            if count > 0 {
                liveCount += 1
            } else if parent != nil {
                cachedCount += 1
            } else if scheduler.shelf == nil {
                // What is free may not be read again, unless it is known what it holds.
                cache.erase(block)
            }
            if let parent, parent != PrefixIndex.root {
                try require(pool.index.contains(parent), "block \(block) lost its parent")
            }
        }
        try require(liveCount == pool.liveCount && cachedCount == pool.cachedCount, "wrong counts")
        try require(pool.freeCount + pool.liveCount + pool.cachedCount == pool.count, "blocks lost")
    }
}
