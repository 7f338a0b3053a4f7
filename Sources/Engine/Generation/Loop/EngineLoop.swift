internal import Support

/// The engine's thread: take orders, schedule, run, postprocess, again. It knows token ids only; text is made by those
/// who read the mailboxes.
final class EngineLoop {
    private let runner: any ModelRunner
    private let scheduler: Scheduler
    private let inbox: EngineInbox
    private let board: StatisticsBoard
    private let workspace = Sampler.Workspace()
    private var plan = StepPlan()
    private var requests: [RequestID: ActiveRequest] = [:]
    private var owners: [SequenceID: Owner] = [:]
    private var seeds: SystemRandomNumberGenerator = .init()
    private let fixedSeed: UInt64?
    private let queue: QueueGauge
    private let passes: PassWatch
    /// Requests that have had their first turn.
    private var startedCount = 0
    private var stepStart = ContinuousClock.now
    private var pacer = StepPacer()
    /// Steps in a row in which nothing could be computed.
    private var idleRounds = 0

    private struct Owner {
        let request: ActiveRequest
        let candidate: Int
    }

    init(
        runner: any ModelRunner, configuration: SchedulerConfiguration, link: EngineLink, seed: UInt64?
    ) {
        self.runner = runner
        scheduler = Scheduler(configuration)
        inbox = link.inbox
        board = link.board
        queue = link.queue
        passes = link.passes
        fixedSeed = seed
    }

    /// Returns when the engine is shut down.
    func run() {
        postFigures()
        while true {
            for command in inbox.take(waiting: requests.isEmpty) where !obey(command) {
                shutDown()
                return
            }
            step()
            postFigures()
        }
    }

    private func postFigures() {
        var figures = scheduler.statistics
        figures.runningRequests = startedCount
        board.post(figures)
    }

    // MARK: Orders

    /// False if the engine is to end.
    private func obey(_ command: EngineInbox.Command) -> Bool {
        switch command {
        case .submit(let id, let request, let mailbox): submit(id, request, mailbox)
        case .stop(let id, let choice): stop(id, choice)
        case .cancel(let id): end(id) { _ in }
        case .lookUp(let request, let answer): answer.resume(returning: scheduler.cachedPrefix(of: request))
        case .shutDown: return false
        }
        return true
    }

    private func shutDown() {
        for command in inbox.close() {
            switch command {
            case .submit, .lookUp: _ = obey(command)
            case .stop, .cancel, .shutDown: break
            }
        }
        failAll(.shutDown)
    }

    private func submit(_ id: RequestID, _ request: GenerationRequest, _ mailbox: Mailbox<RequestOutput>) {
        let active = ActiveRequest(
            id, request, mailbox, contextLength: scheduler.configuration.contextLength,
            seed: fixedSeed ?? seeds.next())
        do {
            let sequence = try scheduler.submit(active.schedulingRequest)
            active.begin(sequence)
            requests[id] = active
            owners[sequence.id] = Owner(request: active, candidate: 0)
        } catch {
            queue.leave()
            mailbox.update { $0.failure = DazzleError(.invalidRequest, error.description, cause: error) }
            mailbox.close()
        }
    }

    private func stop(_ id: RequestID, _ choice: Int) {
        guard let request = requests[id], request.candidates.indices.contains(choice),
            !request.candidates[choice].isFinished
        else { return }
        finish(request, choice)
    }

    /// Ends a request in whatever phase it is.
    private func end(_ id: RequestID, _ lastNews: (inout RequestOutput) -> Void) {
        guard let request = requests.removeValue(forKey: id) else { return }
        if request.hasStarted { startedCount -= 1 } else { queue.leave() }
        scheduler.abort(request: id)
        for sequence in request.sequences { owners[sequence.id] = nil }
        // Whoever sees the end does not find the request in the figures any more.
        postFigures()
        request.mailbox.update(lastNews)
        request.mailbox.close()
    }

    private func failAll(_ error: DazzleError) {
        for id in Array(requests.keys) { end(id) { $0.failure = error } }
    }

    // MARK: The step

    private func step() {
        guard !requests.isEmpty else { return }
        scheduler.promptAllowance = pacer.promptAllowance
        let hasWork = scheduler.schedule(into: &plan)
        for sequence in scheduler.outOfRoom { endForLackOfRoom(sequence) }
        guard hasWork else { return guardAgainstIdling() }
        idleRounds = 0
        stepStart = .now
        passes.begin(plan.sequences.lazy.compactMap { [owners] in owners[$0]?.request.id })
        defer { passes.end() }
        do {
            try runner.run(plan) { logits in
                pacer.note(tokens: plan.tokens.count, took: stepStart.duration(to: .now))
                scheduler.commit()
                postprocess(logits)
            }
        } catch {
            let failure = DazzleError(.engineFailed, "a pass through the model failed: \(error)", cause: error)
            for id in Set(plan.sequences.compactMap { owners[$0]?.request.id }) { end(id) { $0.failure = failure } }
        }
    }

    /// Requests that can never run are ended by the scheduler's own rules. Should those have a hole, a wrong answer is
    /// better than a thread that spins for ever.
    private func guardAgainstIdling() {
        idleRounds += 1
        guard idleRounds > 1000 else { return }
        idleRounds = 0
        failAll(DazzleError(.engineFailed, "the scheduler finds nothing to compute for the requests it has"))
    }

    /// The only place that loops over the batch once the model has run.
    private func postprocess(_ logits: UnsafeMutableBufferPointer<Float>) {
        let width = runner.vocabularySize
        func row(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
            UnsafeMutableBufferPointer(rebasing: logits[(index * width)..<((index + 1) * width)])
        }
        for entry in scheduler.scheduled {
            // Gone since, with a request that this very step has ended.
            guard let owner = owners[entry.sequence.id] else { continue }
            let request = owner.request
            noteStart(request, entry)
            for (position, index) in zip(entry.promptPositions, entry.promptRows) {
                takePromptLogprobs(request, row(index), after: position)
            }
            guard let index = entry.sampleRow else { continue }
            if let beams = request.beams {
                if beams.collect(row(index), for: entry.sequence) { advance(request, beams) }
            } else {
                choose(request, owner.candidate, row(index))
            }
        }
    }

    /// What the first step of a request does not compute was found in the prefix cache.
    private func noteStart(_ request: ActiveRequest, _ entry: ScheduledSequence) {
        guard !request.hasStarted else { return }
        request.hasStarted = true
        startedCount += 1
        queue.leave()
        let start = RequestOutput.Start(time: stepStart, cachedTokens: entry.range.lowerBound)
        request.mailbox.update { $0.start = start }
    }

    private func takePromptLogprobs(
        _ request: ActiveRequest, _ row: UnsafeMutableBufferPointer<Float>, after position: Int
    ) {
        request.promptLogprobs?.take(row, after: position, workspace)
        guard let all = request.promptLogprobs, all.isComplete else { return }
        request.mailbox.update { $0.promptLogprobs = all.positions }
    }

    // MARK: Choosing

    private func choose(_ request: ActiveRequest, _ candidate: Int, _ row: UnsafeMutableBufferPointer<Float>) {
        guard request.candidates.count == request.candidateCount else { return chooseFirst(request, row) }
        let choice = request.sampler.choose(
            from: row, candidate: candidate, index: request.candidates[candidate].count,
            history: request.candidates[candidate].history, workspace: workspace)
        accept(choice, request, candidate)
    }

    /// The first token of all candidates, from the one row after the prompt.
    private func chooseFirst(_ request: ActiveRequest, _ row: UnsafeMutableBufferPointer<Float>) {
        fanOut(request)
        var choices: [Sampler.Choice] = []
        request.sampler.choose(
            from: row, candidates: 0..<request.candidateCount, index: 0, history: request.candidates[0].history,
            workspace: workspace
        ) { _, choice in choices.append(choice) }
        for (candidate, choice) in choices.enumerated() { accept(choice, request, candidate) }
    }

    /// After the prompt, the answers part: each gets a sequence that shares the prompt's blocks.
    private func fanOut(_ request: ActiveRequest) {
        for index in 1..<request.candidateCount {
            let fork = scheduler.fork(request.candidates[0].sequence)
            request.add(fork)
            owners[fork.id] = Owner(request: request, candidate: index)
        }
    }

    private func accept(_ choice: Sampler.Choice, _ request: ActiveRequest, _ index: Int) {
        if request.accept(choice, index) == nil {
            scheduler.append(choice.token, to: request.candidates[index].sequence)
        } else {
            finish(request, index)
        }
    }

    private func finish(_ request: ActiveRequest, _ index: Int) {
        request.candidates[index].isFinished = true
        let sequence = request.candidates[index].sequence
        scheduler.finish(sequence)
        owners[sequence.id] = nil
        guard request.isFinished else { return }
        request.tellBest()
        end(request.id) { _ in }
    }

    // MARK: Beams

    private func advance(_ request: ActiveRequest, _ beams: BeamRun) {
        for sequence in beams.sequences { owners[sequence.id] = nil }
        beams.advance(scheduler, workspace)
        for sequence in beams.sequences { owners[sequence.id] = Owner(request: request, candidate: 0) }
        if beams.state.isDone { endBeams(request, beams) }
    }

    private func endBeams(_ request: ActiveRequest, _ beams: BeamRun) {
        let answers = beams.state.ranked(request.parameters.n)
        end(request.id) { news in
            for (index, answer) in answers.enumerated() { news.choices[index] = .init(answer, request.rule) }
        }
    }

    private func endForLackOfRoom(_ sequence: TokenSequence) {
        guard let owner = owners[sequence.id] else { return }
        if let beams = owner.request.beams {
            beams.state.close()
            endBeams(owner.request, beams)
        } else {
            owner.request.tellLackOfRoom(owner.candidate)
            finish(owner.request, owner.candidate)
        }
    }
}
