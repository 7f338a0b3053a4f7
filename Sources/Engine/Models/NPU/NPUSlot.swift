internal import Generation
internal import OpenVINO
internal import Support

/// One compiled copy of the decoder, and the sequence that it holds.
///
/// The plugin's rules: a pass of several tokens begins a new sequence, or goes on after a stretch that was agreed on by way of
/// the state `npuw_stored_tokens_state` (a multiple of the chunk, and only once a token has been written after the prompt); any
/// other pass has one token. Requests of one compiled model share their memory, so each slot compiles its own.
final class NPUSlot {
    let request: InferRequest
    /// Tokens whose keys and values are stored.
    private(set) var history: [Int32] = []
    private let capacity: Int
    private let keeps: Bool
    /// The prompt's keys and values lie where only writing the next token fetches them from.
    private var isPromptOnly = false
    /// A pass was started and has not ended well.
    private var isUncertain = false

    init(_ request: consuming InferRequest, capacity: Int, keeps: Bool) {
        self.request = request
        self.capacity = capacity
        self.keeps = keeps
    }

    /// Makes ready for going on after `length` tokens of the history. Returns how many of them need not be computed again: all
    /// or none.
    func goBack(to length: Int, _ feed: (StepPlan) throws -> Void) throws -> Int {
        if length == history.count, !isUncertain { return length }
        if length > 0, keeps, !isUncertain, try keep(length, feed) {
            history.removeSubrange(length...)
            return length
        }
        try request.resetStates()
        history.removeAll(keepingCapacity: true)
        isUncertain = false
        isPromptOnly = false
        return 0
    }

    private func keep(_ length: Int, _ feed: (StepPlan) throws -> Void) throws -> Bool {
        if isPromptOnly {
            guard history.count < capacity else { return false }
            isUncertain = true
            try feed(StepPlan(SequenceID(0), tokens: [history[0]], past: history.count, attachment: nil))
            try request.infer()
            isUncertain = false
            isPromptOnly = false
        }
        let proposal = try Tensor(.i64, [1])
        try proposal.fill64([Int32(truncatingIfNeeded: length)])
        try request.setState(0, proposal)
        return try request.state(0).array(of: Int64.self) == [Int64(length)]
    }

    func start(_ plan: StepPlan) throws {
        isUncertain = true
        try request.start()
    }

    func finish(_ plan: StepPlan) throws {
        try request.wait()
        history.append(contentsOf: plan.tokens)
        isPromptOnly = plan.tokens.count > 1 || history.count == 1
        isUncertain = false
    }
}
