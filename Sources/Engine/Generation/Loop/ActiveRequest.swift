internal import Support

/// A request that the engine has taken in. Belongs to the engine's thread.
final class ActiveRequest {
    /// One candidate answer.
    struct Candidate {
        let sequence: TokenSequence
        var history: TokenHistory
        /// Tokens generated so far, the one that ended the answer included.
        var count = 0
        var logprobSum = 0.0
        var isFinished = false
        /// News that wait until it is known which candidates are returned (`bestOf`).
        var held = RequestOutput.Choice()
    }

    let id: RequestID
    let request: GenerationRequest
    let mailbox: Mailbox<RequestOutput>
    let sampler: Sampler
    let rule: FinishRule
    var candidates: [Candidate] = []
    private(set) var beams: BeamRun?
    var promptLogprobs: PromptLogprobs?
    var hasStarted = false

    init(
        _ id: RequestID, _ request: GenerationRequest, _ mailbox: Mailbox<RequestOutput>, contextLength: Int,
        seed: UInt64
    ) {
        self.id = id
        self.request = request
        self.mailbox = mailbox
        rule = FinishRule(
            parameters: request.parameters, endOfText: request.endTokenIDs,
            promptLength: request.promptTokens.count, contextLength: contextLength)
        sampler = Sampler(parameters: request.parameters, endingTokens: rule.endingTokens, seed: seed)
        promptLogprobs = request.parameters.promptLogprobs.map {
            PromptLogprobs(prompt: request.promptTokens, topCount: $0)
        }
    }

    var parameters: SamplingParameters { request.parameters }

    var schedulingRequest: SchedulingRequest {
        var scheduling = SchedulingRequest(id: id, prompt: request.promptTokens)
        scheduling.isLockstep = parameters.usesBeams
        scheduling.width = parameters.usesBeams ? parameters.beamSearch?.beams ?? 1 : candidateCount
        scheduling.wantsPromptLogits = parameters.promptLogprobs != nil
        scheduling.salt = request.cacheSalt
        scheduling.spans = request.spans
        scheduling.attachment = request.attachment
        return scheduling
    }

    /// How many candidates are drawn; `n` of them are returned.
    var candidateCount: Int { parameters.usesBeams ? 1 : max(parameters.bestOf ?? 0, parameters.n) }

    private var holdsNews: Bool { !parameters.usesBeams && candidateCount > parameters.n }

    var sequences: [TokenSequence] { beams?.sequences ?? candidates.map(\.sequence) }

    var isFinished: Bool { candidates.count == candidateCount && candidates.allSatisfy(\.isFinished) }

    /// The prompt's sequence has been admitted.
    func begin(_ sequence: TokenSequence) {
        candidates = [
            Candidate(
                sequence: sequence, history: TokenHistory(prompt: request.promptTokens, parameters: parameters))
        ]
        guard parameters.usesBeams, let search = parameters.beamSearch else { return }
        let state = BeamSearchState(
            search, parameters: parameters, prompt: request.promptTokens, endingTokens: rule.endingTokens,
            maxTokens: rule.limit)
        beams = BeamRun(state, first: sequence)
    }

    /// A fork of the first candidate, before its first token.
    func add(_ sequence: TokenSequence) {
        candidates.append(Candidate(sequence: sequence, history: candidates[0].history))
    }

    /// Notes a chosen token and tells the reader; returns how it ended the answer, if it did.
    func accept(_ choice: Sampler.Choice, _ index: Int) -> FinishRule.Ending? {
        candidates[index].count += 1
        candidates[index].history.record(choice.token)
        candidates[index].logprobSum += Double(choice.logprob ?? 0)
        let ending = rule.ending(after: choice.token, count: candidates[index].count)
        if index == 0, candidates[0].count == 1 { mailbox.update { $0.firstToken = .now } }
        tell(index) { news in
            news.tokens.append(choice.token)
            if let logprobs = choice.logprobs { news.logprobs.append(logprobs) }
            guard let ending else { return }
            news.finish = ending.reason
            news.stopToken = ending.stopToken
            news.endsWithStopToken = ending.reason == .stop
        }
        return ending
    }

    func tellLackOfRoom(_ index: Int) { tell(index) { $0.finish = .length } }

    private func tell(_ index: Int, _ change: (inout RequestOutput.Choice) -> Void) {
        if holdsNews {
            change(&candidates[index].held)
        } else {
            mailbox.update { change(&$0.choices[index, default: RequestOutput.Choice()]) }
        }
    }

    /// All candidates are known: shows the best, if it was not shown as it came.
    func tellBest() {
        guard holdsNews else { return }
        let best = CandidateRanking.best(parameters.n, of: candidates.map { ($0.logprobSum, $0.count) })
        mailbox.update { news in
            for (place, candidate) in best.enumerated() { news.choices[place] = candidates[candidate].held }
        }
    }
}

extension RequestOutput.Choice {
    /// An answer of a beam search.
    init(_ answer: BeamHypothesis, _ rule: FinishRule) {
        self.init()
        tokens = answer.tokens
        finish = answer.reason
        score = answer.score
        endsWithStopToken = answer.reason == .stop
        stopToken = answer.tokens.last.flatMap { rule.stopTokens.contains($0) ? $0 : nil }
    }
}
