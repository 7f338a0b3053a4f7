internal import Support
internal import Synchronization

/// Runs requests on a model, as many at once as fit. Any thread may submit; one thread of the engine's own does the work.
package final class Engine: Sendable {
    package let cache: CacheGeometry
    package let vocabularySize: Int
    /// The longest sequence that the model and the cache can hold.
    package let contextLength: Int

    private let link: EngineLink
    private let nextID = Atomic<UInt64>(1)
    private let limits: SamplingLimits
    private let longestPrompt: Int?

    private init(
        _ configuration: SchedulerConfiguration, _ runner: any ModelRunner, _ link: EngineLink, maxLogprobs: Int
    ) {
        cache = configuration.cache
        contextLength = configuration.contextLength
        vocabularySize = runner.vocabularySize
        longestPrompt = runner.longestPrompt
        self.link = link
        var limits = SamplingLimits(vocabularySize: vocabularySize)
        limits.maxSequences = min(limits.maxSequences, configuration.maxSequences)
        limits.maxLogprobs = maxLogprobs
        limits.allowsBeams = configuration.cache.slots?.canCopy ?? true
        self.limits = limits
    }

    /// Starts the engine's thread. `makeRunner` runs on it, since a runner belongs to one thread; the engine is ready
    /// when this returns.
    package static func start(
        _ options: EngineOptions, makeRunner: @escaping @Sendable () throws -> any ModelRunner
    ) async throws -> Engine {
        return try await withCheckedThrowingContinuation { continuation in
            do {
                try DedicatedThread.start {
                    do {
                        let runner = try makeRunner()
                        let configuration = try options.configuration(for: runner)
                        let link = EngineLink(
                            queue: QueueGauge(limit: options.maxQueuedRequests),
                            passes: PassWatch(interrupt: runner.interrupt))
                        let loop = EngineLoop(
                            runner: runner, configuration: configuration, link: link, seed: options.seed)
                        continuation.resume(
                            returning: Engine(
                                configuration, runner, link, maxLogprobs: options.maxLogprobs))
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
        guard let ahead = link.queue.enter() else {
            throw DazzleError(
                .overloaded,
                "\(link.queue.limit ?? 0) requests wait already, which is all the queue holds; try again later")
        }
        guard link.inbox.post(.submit(id, request, mailbox)) else {
            link.queue.leave()
            throw DazzleError.shutDown
        }
        return RequestHandle(id, link, mailbox, ahead: ahead)
    }

    /// How many tokens at the start of a prompt need not be computed. They may be gone when the request comes.
    package func cachedPrefix(of request: GenerationRequest) async -> Int {
        var scheduling = SchedulingRequest(id: RequestID(0), prompt: request.promptTokens)
        scheduling.salt = request.cacheSalt
        scheduling.spans = request.spans
        scheduling.wantsPromptLogits = request.parameters.promptLogprobs != nil
        return await withCheckedContinuation { answer in
            guard !link.inbox.post(.lookUp(scheduling, answer)) else { return }
            answer.resume(returning: 0)
        }
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
        if let longestPrompt, tokens.count > longestPrompt {
            throw DazzleError(
                .invalidRequest,
                "the prompt has \(tokens.count) tokens and the model was compiled for at most \(longestPrompt); shorten the "
                    + "prompt or start with a higher --max-prompt-len", parameter: "prompt")
        }
        if let stray = tokens.first(where: { $0 < 0 || Int($0) >= vocabularySize }) {
            throw DazzleError(
                .invalidRequest, "token id \(stray) of the prompt is not within 0 to \(vocabularySize - 1)",
                parameter: "prompt")
        }
    }

    package var statistics: SchedulerStatistics {
        var statistics = link.board.latest
        statistics.waitingRequests = link.queue.count
        return statistics
    }

    /// Ends the thread; requests that still run fail.
    package func shutDown() { link.inbox.post(.shutDown) }
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
    /// The most alternatives that a request may ask for.
    package var maxLogprobs = 20
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
        if let slots = runner.cache.slots, !slots.takesPieces {
            // Room for a whole prompt in every slot; a prompt gets a quarter while others wait.
            configuration.tokenBudget = runner.cache.tokenCapacity + 3 * runner.cache.blockSize
        }
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

    func post(_ statistics: SchedulerStatistics) { state.withLock { $0 = statistics } }
}
