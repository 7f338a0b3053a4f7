internal import Support
internal import Synchronization

/// Runs requests on a model, as many at once as fit. Any thread may submit; one thread of the engine's own does the work.
package final class Engine: Sendable {
    package let cache: CacheGeometry
    package let vocabularySize: Int
    /// The longest sequence that the model and the cache can hold.
    package let contextLength: Int

    private let inbox: EngineInbox
    private let board: StatisticsBoard
    private let queue: QueueGauge
    private let nextID = Atomic<UInt64>(1)
    private let limits: SamplingLimits

    private init(
        _ configuration: SchedulerConfiguration, vocabularySize: Int, _ inbox: EngineInbox, _ board: StatisticsBoard,
        _ queue: QueueGauge
    ) {
        cache = configuration.cache
        contextLength = configuration.contextLength
        self.vocabularySize = vocabularySize
        self.inbox = inbox
        self.board = board
        self.queue = queue
        var limits = SamplingLimits(vocabularySize: vocabularySize)
        limits.maxSequences = min(limits.maxSequences, configuration.maxSequences)
        self.limits = limits
    }

    /// Starts the engine's thread. `makeRunner` runs on it, since a runner belongs to one thread; the engine is ready
    /// when this returns.
    package static func start(
        _ options: EngineOptions, makeRunner: @escaping @Sendable () throws -> any ModelRunner
    ) async throws -> Engine {
        let inbox = EngineInbox()
        let board = StatisticsBoard()
        let queue = QueueGauge(limit: options.maxQueuedRequests)
        return try await withCheckedThrowingContinuation { continuation in
            do {
                try DedicatedThread.start {
                    do {
                        let runner = try makeRunner()
                        let configuration = try options.configuration(for: runner)
                        let loop = EngineLoop(
                            runner: runner, configuration: configuration, inbox: inbox, board: board,
                            queue: queue, seed: options.seed)
                        continuation.resume(
                            returning: Engine(configuration, vocabularySize: runner.vocabularySize, inbox, board, queue)
                        )
                        loop.run()
                    } catch {
                        continuation.resume(throwing: error)
                    }
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    package func submit(_ request: GenerationRequest) throws -> RequestHandle {
        do {
            try request.parameters.validate(limits)
        } catch let error as InvalidParameter {
            throw DazzleError(.invalidRequest, error.message, parameter: error.parameter, cause: error)
        }
        try checkPrompt(request.promptTokens)
        let id = RequestID(nextID.wrappingAdd(1, ordering: .relaxed).oldValue)
        let mailbox = Mailbox<RequestOutput>()
        guard queue.enter() else {
            throw DazzleError(
                .overloaded, "\(queue.limit ?? 0) requests wait already, which is all the queue holds; try again later")
        }
        guard inbox.post(.submit(id, request, mailbox)) else {
            queue.leave()
            throw DazzleError.shutDown
        }
        return RequestHandle(id, inbox, mailbox)
    }

    private func checkPrompt(_ tokens: [Int32]) throws(DazzleError) {
        guard !tokens.isEmpty else {
            throw DazzleError(.invalidRequest, "the prompt is empty; give at least one token", parameter: "prompt")
        }
        guard tokens.count < contextLength else {
            throw DazzleError(
                .invalidRequest,
                "the prompt has \(tokens.count) tokens and the model's context holds \(contextLength), of which at least "
                    + "one is for the answer; shorten the prompt or raise --max-model-len", parameter: "prompt")
        }
        if let stray = tokens.first(where: { $0 < 0 || Int($0) >= vocabularySize }) {
            throw DazzleError(
                .invalidRequest, "token id \(stray) of the prompt is not within 0 to \(vocabularySize - 1)",
                parameter: "prompt")
        }
    }

    package var statistics: SchedulerStatistics {
        var statistics = board.latest
        statistics.waitingRequests = queue.count
        return statistics
    }

    /// Ends the thread; requests that still run fail.
    package func shutDown() { inbox.post(.shutDown) }
}

/// How an engine is set up; the rest follows from the model.
package struct EngineOptions: Sendable {
    package var maxSequences = 256
    package var maxBatchedTokens = 512
    /// What the caller asks for; nil takes what model and cache allow.
    package var maxModelLength: Int?
    package var prefixCaching = true
    /// Requests that may wait for their first turn; nil takes all.
    package var maxQueuedRequests: Int?
    package var seed: UInt64?

    package init() {}

    func configuration(for runner: any ModelRunner) throws(DazzleError) -> SchedulerConfiguration {
        let room = runner.cache.tokenCapacity
        if let wanted = maxModelLength, wanted > room {
            throw DazzleError(
                .invalidOption,
                "a sequence of \(wanted) tokens does not fit into the KV cache, which holds \(room); raise --cache-size or "
                    + "lower --max-model-len", parameter: "max_model_len")
        }
        var configuration = SchedulerConfiguration(
            cache: runner.cache, contextLength: min(maxModelLength ?? runner.contextLength, runner.contextLength, room))
        configuration.maxSequences = maxSequences
        configuration.tokenBudget = maxBatchedTokens
        configuration.prefixCaching = prefixCaching
        return configuration
    }
}

extension DazzleError {
    static let shutDown = DazzleError(.shutDown, "the engine has been shut down")
}

/// The engine's latest figures, for those who watch.
final class StatisticsBoard: Sendable {
    private let state = Mutex(SchedulerStatistics())

    var latest: SchedulerStatistics { state.withLock { $0 } }

    func post(_ statistics: SchedulerStatistics, requests: Int) {
        state.withLock { state in
            state = statistics
            state.requests = requests
        }
    }
}
