internal import Support

/// Decides which tokens each step computes, and where their keys and values go.
///
/// The engine's loop is `submit … schedule → run → commit → append, fork or finish`. Between two steps a request may be
/// aborted in any state. Used by the engine's thread alone; nothing here knows tensors, text or clients.
///
/// Rules:
/// - First come, first served. A step has one token budget; sequences that need one token come first, then prompts
///   (`Scheduler+Choosing`).
/// - Blocks are taken when tokens are scheduled. If none is left, the youngest running sequence goes back to the queue
///   and computes its tokens anew later; the oldest never does, so there is always progress (`Scheduler+Memory`).
/// - Computed full blocks are found by later sequences with the same prefix (`PrefixIndex`).
package final class Scheduler {
    package let configuration: SchedulerConfiguration
    /// The step that `schedule` prepared last.
    package internal(set) var scheduled: [ScheduledSequence] = []
    /// Sequences that cannot grow although nobody else is left to make room, or that fill the model's context. The
    /// engine must finish them before it calls `schedule` again.
    package internal(set) var outOfRoom: [TokenSequence] = []

    var pool: BlockPool
    var running = SequenceList()
    var waiting = SequenceList()
    var requests: [RequestID: SequenceGroup] = [:]
    var counters = Counters()
    private var arrivals: UInt64 = 0
    private var identifiers: UInt64 = 0

    // The step being prepared.
    var isCommitted = true
    var budget = 0
    /// What the step began with.
    var stepBudget = 0
    /// Tokens of prompts that a step may compute beside sequences that write; they all wait for its end.
    package var promptAllowance = Int.max
    var promptLogitsLeft = 0
    var hasPreempted = false
    /// Another try may find something to compute where this one did not.
    var hasChanged = false
    /// The oldest prompt got nothing in the last step, so it goes first.
    var isPromptTurn = false
    /// Where to go on when there are more sequences than the budget can serve.
    var nextServed = TokenSequence.Order(arrival: 0, index: 0)
    /// Blocks of the prefix that is being matched.
    var matched: [BlockID] = []
    /// The slot that holds it, where blocks are whole sequences.
    var matchedSlot: SlotShelf.Match?
    /// nil where blocks are parts of sequences.
    var shelf: SlotShelf?

    package init(_ configuration: SchedulerConfiguration) {
        let configuration = configuration.sane
        self.configuration = configuration
        pool = BlockPool(
            configuration.cache, isIndexed: configuration.cache.blockSize < configuration.contextLength,
            seed: configuration.seed, hashMask: configuration.hashMask)
        shelf = configuration.cache.slots.map(SlotShelf.init)
    }

    deinit {
        // Groups and sequences refer to each other.
        for group in requests.values { group.sequences.removeAll() }
    }

    package var hasWork: Bool { !requests.isEmpty }

    /// Queues a request and gives its first sequence.
    package func submit(_ request: SchedulingRequest) throws(SchedulingError) -> TokenSequence {
        let spans = try check(request)
        let group = SequenceGroup(request, arrival: arrivals, scope: scope(of: request), spans: spans)
        arrivals += 1
        requests[request.id] = group
        let first = makeSequence(in: group, tokens: request.prompt, promptCount: request.prompt.count)
        waiting.insert(first)
        return first
    }

    /// Without prefix caching each request has a scope of its own: then only its own sequences share blocks.
    private func scope(of request: SchedulingRequest) -> Hash128 {
        let owner = configuration.prefixCaching ? 0 : request.id.rawValue &+ 1
        var scope = SipHasher128(key: configuration.seed)
        scope.combine(request.salt)
        scope.combine(owner)
        return scope.finalize()
    }

    /// How many tokens of a prompt a request like this would find computed if it came now.
    package func cachedPrefix(of request: SchedulingRequest) -> Int {
        guard configuration.prefixCaching, !request.wantsPromptLogits,
            let spans = TokenSpans(request.spans, promptCount: request.prompt.count)
        else { return 0 }
        let group = SequenceGroup(request, arrival: 0, scope: scope(of: request), spans: spans)
        let sequence = TokenSequence(
            id: SequenceID(0), group: group, index: 0, tokens: request.prompt, promptCount: request.prompt.count)
        match(sequence)
        return matchedTokens
    }

    private func check(_ request: SchedulingRequest) throws(SchedulingError) -> TokenSpans {
        let length = request.prompt.count
        let cache = configuration.cache
        let blocks = length / cache.blockSize + 1
        func require(_ isGood: Bool, _ code: SchedulingError.Code, _ length: Int, _ limit: Int) throws(SchedulingError)
        {
            guard isGood else { throw SchedulingError(code, length: length, limit: limit) }
        }
        try require(length > 0, .emptyPrompt, 0, configuration.contextLength - 1)
        try require(
            length < configuration.contextLength, .promptExceedsContext, length, configuration.contextLength - 1)
        try require(blocks <= cache.blockCount, .promptExceedsCache, length, max(0, cache.tokenCapacity - 1))
        if request.isLockstep {
            let beams = request.width
            try require(beams <= configuration.maxSequences, .beamsExceedSequences, beams, configuration.maxSequences)
            try require(beams <= configuration.tokenBudget, .beamsExceedBudget, beams, configuration.tokenBudget)
            // The prompt's full blocks are shared; each beam writes into a block of its own.
            let needed = blocks - 1 + max(beams, 1)
            try require(needed <= cache.blockCount, .beamsExceedCache, needed, cache.blockCount)
        }
        try require(requests[request.id] == nil, .duplicateRequest, length, length)
        guard let spans = TokenSpans(request.spans, promptCount: length) else {
            throw SchedulingError(.invalidSpans, length: request.spans.count, limit: length)
        }
        return spans
    }

    /// Adds a sampled token.
    package func append(_ token: Int32, to sequence: TokenSequence) {
        guard sequence.state != .finished else { return }
        sequence.tokens.append(token)
    }

    /// Another sequence with the same tokens, which shares the computed blocks. Called after `commit`.
    ///
    /// If as many sequences run as may, the new one waits in the queue. The fork of a finished sequence is finished.
    package func fork(_ parent: TokenSequence) -> TokenSequence {
        let group = parent.group
        let child = makeSequence(in: group, tokens: parent.tokens, promptCount: parent.promptCount)
        child.promptLogitsDelivered = parent.promptLogitsDelivered
        child.keys = parent.keys
        child.isCounted = true
        guard parent.state != .finished else {
            finish(child)
            return child
        }
        guard configuration.cache.slots?.canCopy ?? true, parent.state == .running, hasSeat(for: child) else {
            waiting.insert(child)
            return child
        }
        let held = (parent.computed + configuration.cache.blockSize - 1) / configuration.cache.blockSize
        child.table = Array(parent.table.prefix(held))
        for block in child.table { pool.retain(block) }
        child.computed = parent.computed
        child.published = parent.published
        child.state = .running
        running.insert(child)
        return child
    }

    private func hasSeat(for fork: TokenSequence) -> Bool {
        if fork.group.isLockstep { return true }
        guard running.count < configuration.maxSequences else { return false }
        return fork.order.index < fork.group.width || takenSeats < configuration.maxSequences
    }

    /// Ends a sequence in any state and lets go of its blocks. Again is harmless.
    package func finish(_ sequence: TokenSequence) {
        guard sequence.state != .finished else { return }
        running.remove(sequence)
        waiting.remove(sequence)
        releaseBlocks(of: sequence)
        sequence.state = .finished
        let group = sequence.group
        group.sequences.removeAll { $0 === sequence }
        if group.sequences.isEmpty, requests[group.id] === group { requests[group.id] = nil }
    }

    /// Ends all sequences of a request, wherever they are. An unknown or ended request is ignored.
    package func abort(request: RequestID) {
        guard let group = requests[request] else { return }
        for sequence in group.sequences { finish(sequence) }
    }

    private func makeSequence(in group: SequenceGroup, tokens: [Int32], promptCount: Int) -> TokenSequence {
        let sequence = TokenSequence(
            id: SequenceID(identifiers), group: group, index: group.nextIndex, tokens: tokens, promptCount: promptCount)
        identifiers += 1
        group.nextIndex += 1
        group.sequences.append(sequence)
        return sequence
    }
}

@available(*, unavailable)
extension Scheduler: Sendable {}
