@testable import Generation
@testable import Support

/// One run with everything chosen by chance: limits, requests, forks, beams, aborts, failed passes.
struct RandomSchedule {
    private var random: SplitMix
    private let bench: Workbench
    private let bases: [[Int32]]
    private var answerLengths: [RequestID: Int] = [:]
    private var widths: [RequestID: Int] = [:]
    private var requestsLeft: Int
    private var submitted: UInt64 = 0
    private var steps = 0
    private var failures = 0
    /// The oldest request that runs, the number of its tokens computed or generated, and since when.
    private var oldest: (request: RequestID?, progress: Int, step: Int) = (nil, 0, 0)
    private(set) var coverage = Coverage()

    struct Coverage {
        var hits: UInt64 = 0
        /// Of caches whose blocks are whole sequences.
        var keptHits: UInt64 = 0
        var preemptions: UInt64 = 0
        var copies = 0
        var outOfRoom = 0
        var failures = 0
        var beamSteps = 0
        var rejections = 0
        var completed = 0
        var promptRows = 0
        var overBudget = 0

        static func += (left: inout Coverage, right: Coverage) {
            left.hits += right.hits
            left.keptHits += right.keptHits
            left.preemptions += right.preemptions
            left.copies += right.copies
            left.outOfRoom += right.outOfRoom
            left.failures += right.failures
            left.beamSteps += right.beamSteps
            left.rejections += right.rejections
            left.completed += right.completed
            left.promptRows += right.promptRows
            left.overBudget += right.overBudget
        }
    }

    init(seed: UInt64) {
        var random = SplitMix(state: seed)
        bench = Workbench(Self.configuration(&random))
        bases = (0..<2).map { _ in (0..<24).map { _ in Int32(random.pick(0...1)) } }
        requestsLeft = random.pick(2...6)
        self.random = random
    }

    private static func configuration(_ random: inout SplitMix) -> SchedulerConfiguration {
        let context = random.pick(8...32)
        let isSlotted = random.chance(20)
        var cache = CacheGeometry(
            blockSize: isSlotted ? context : random.pick(1...4), blockCount: random.pick(isSlotted ? 1...4 : 4...20),
            bytesPerBlock: 1)
        if isSlotted, random.chance(75) {
            cache.slots = .init(keptMultiple: random.pick(1...5), canCopy: random.chance(50), takesPieces: true)
        }
        var configuration = SchedulerConfiguration(cache: cache, contextLength: context)
        configuration.maxSequences = random.pick(1...6)
        configuration.tokenBudget = random.chance(20) ? random.pick(1...3) : random.pick(2...16)
        configuration.prefixCaching = !random.chance(20)
        configuration.promptLogitsLimit = random.pick(1...6)
        let masks: [UInt64] = [.max, .max, 0, 1, 7]
        configuration.hashMask = masks[random.pick(0...4)]
        return configuration
    }

    mutating func run() throws(Violation) {
        while requestsLeft > 0 || bench.scheduler.hasWork {
            if requestsLeft > 0, random.chance(40) || !bench.scheduler.hasWork { submit() }
            disturb()
            let fails = failures < 2 && random.chance(1)
            let isPlanned = try bench.step(failing: fails)
            steps += 1
            try require(steps < 3000, "no end")
            try require(
                isPlanned || !bench.scheduler.outOfRoom.isEmpty || !bench.scheduler.hasWork,
                "stuck at step \(steps)\n\(bench.description)")
            if fails {
                failures += 1
                coverage.failures += 1
            } else {
                observe()
                sample()
            }
            for sequence in bench.scheduler.outOfRoom {
                coverage.outOfRoom += 1
                bench.finish(sequence)
            }
            try checkProgress()
        }
        try bench.checkBlocks()
        try require(bench.scheduler.statistics.liveBlocks == 0, "blocks in use at the end")
        try require(bench.live.isEmpty, "sequences left")
        if bench.scheduler.configuration.cache.slots != nil {
            coverage.keptHits = bench.scheduler.statistics.hitTokens
        }
        coverage.hits = bench.scheduler.statistics.hitTokens
        coverage.preemptions = bench.scheduler.statistics.preemptions
    }

    private mutating func observe() {
        coverage.copies += bench.plan.copies.count
        if bench.plan.tokens.count > bench.scheduler.configuration.tokenBudget { coverage.overBudget += 1 }
        for entry in bench.scheduler.scheduled { coverage.promptRows += entry.promptRows.count }
    }

    private mutating func submit() {
        requestsLeft -= 1
        submitted += 1
        let base = bases[random.pick(0...1)]
        var prompt = Array(base.prefix(random.pick(1...20)))
        for _ in 0..<random.pick(0...3) { prompt.append(Int32(random.pick(0...1))) }
        var request = SchedulingRequest(id: RequestID(submitted), prompt: prompt)
        request.width = random.chance(30) ? random.pick(2...4) : 1
        request.isLockstep = random.chance(40) && bench.scheduler.configuration.cache.slots?.canCopy ?? true
        request.wantsPromptLogits = random.chance(12)
        request.salt = Hash128(low: random.chance(15) ? 1 : 0, high: 0)
        if random.chance(20), prompt.count > 3 {
            let begin = random.pick(0...prompt.count - 2)
            let end = random.pick(begin + 1...prompt.count)
            let content = Hash128(low: UInt64(random.pick(1...2)), high: 0)
            request.spans = [TokenSpan(begin..<end, content: content, isUnsplittable: random.chance(70))]
        }
        answerLengths[request.id] = random.pick(1...8)
        widths[request.id] = request.width
        do { _ = try bench.submit(request) } catch { coverage.rejections += 1 }
    }

    /// What can come from outside at any time.
    private mutating func disturb() {
        guard !bench.live.isEmpty, random.chance(6) else { return }
        let sequence = bench.live[random.pick(0...bench.live.count - 1)]
        switch random.pick(0...2) {
        case 0: bench.abort(sequence.request)
        case 1: bench.finish(sequence)
        default: if !sequence.group.isLockstep, bench.live.count < 12 { _ = bench.fork(sequence) }
        }
    }

    private mutating func sample() {
        for entry in bench.scheduler.scheduled where entry.sampleRow != nil {
            let sequence = entry.sequence
            // Beams are replaced with the first of them.
            guard sequence.state == .running, sequence.missing == 0 else { continue }
            if sequence.group.isLockstep { sampleBeams(of: sequence.group) } else { sampleAlone(sequence) }
        }
    }

    private mutating func sampleBeams(of group: SequenceGroup) {
        coverage.beamSteps += 1
        let beams = group.sequences
        let choices = (0..<group.width).map { _ in
            BeamChoice(parent: beams[random.pick(0...beams.count - 1)], token: Int32(random.pick(0...1)))
        }
        for beam in bench.replaceBeams(beams, with: choices) { finishIfComplete(beam) }
    }

    private mutating func sampleAlone(_ sequence: TokenSequence) {
        var sequences = [sequence]
        if let width = widths[sequence.request], sequence.tokens.count == sequence.promptCount {
            for _ in 1..<width { sequences.append(bench.fork(sequence)) }
            widths[sequence.request] = nil
        }
        for sequence in sequences {
            bench.scheduler.append(Int32(random.pick(0...1)), to: sequence)
            finishIfComplete(sequence)
        }
    }

    private mutating func finishIfComplete(_ sequence: TokenSequence) {
        guard sequence.generated.count >= answerLengths[sequence.request] ?? 0 else { return }
        coverage.completed += 1
        bench.finish(sequence)
    }

    /// The oldest request that runs gets on in every few steps, whatever else there is.
    private mutating func checkProgress() throws(Violation) {
        guard let first = bench.scheduler.running.first else { return }
        let progress = first.group.sequences.reduce(0) { $0 + $1.computed + $1.tokens.count }
        if oldest.request != first.request || oldest.progress != progress || failures > 0 {
            oldest = (first.request, progress, steps)
        }
        let turns = bench.scheduler.configuration.maxSequences / bench.scheduler.configuration.tokenBudget + 1
        try require(
            steps - oldest.step <= 2 * turns + 4,
            "request \(first.order.arrival) starves at step \(steps)\n\(bench.description)")
    }
}
