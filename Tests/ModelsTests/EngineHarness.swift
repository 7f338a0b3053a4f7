import Generation
import TestSupport

@testable import Models

/// An engine on a tiny model, in f32 so that its tokens can be compared one by one.
struct EngineHarness {
    let engine: Engine

    init(
        _ family: String, attention: RunnerConfiguration.Attention = .paged, cacheTokens: Int? = nil,
        npu: NPUConfiguration? = nil,
        _ change: (inout EngineOptions) -> Void = { _ in }
    ) async throws {
        var configuration = RunnerConfiguration(
            modelPath: Fixtures.model(family) + "/openvino_model.xml", contextLength: 1024)
        configuration.properties = ["INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": "1"]
        configuration.attention = attention
        configuration.maxSequences = 32
        if let npu {
            // The NPU's plugin on the processor: the same code up to the smallest graphs.
            configuration.device = "NPU"
            configuration.properties = [
                "INFERENCE_PRECISION_HINT": "f32", "NPUW_DEVICES": "CPU", "NPUW_ONLINE_PIPELINE": "NONE",
                "NPUW_F16IC": "NO",
            ]
            configuration.npu = npu
        }
        var options = EngineOptions()
        options.maxSequences = 32
        change(&options)
        if let cacheTokens {
            let probe = try RunnerFactory.makeRunner(configuration).cache
            configuration.cacheBytes = probe.bytesPerBlock * ((cacheTokens + probe.blockSize - 1) / probe.blockSize)
        }
        engine = try await Engine.start(options) { [configuration] in try RunnerFactory.makeRunner(configuration) }
    }

    struct Answer: Equatable {
        var tokens: [Int32] = []
        var finish: FinishReason?
        var cachedTokens = 0
        var logprobs: [PositionLogprobs] = []

        var positions: [NearTies.Position] {
            logprobs.map { position in
                NearTies.Position(
                    chosen: position.chosen.logprob,
                    top: Dictionary(position.top.map { ($0.token, $0.logprob) }) { first, _ in first })
            }
        }
    }

    func greedy(
        _ prompt: [Int32], maxTokens: Int, endTokenIDs: Set<Int32> = [], logprobs: Int? = nil
    ) async throws -> Answer {
        var parameters = SamplingParameters()
        parameters.logprobs = logprobs
        parameters.temperature = 0
        parameters.maxTokens = maxTokens
        parameters.ignoreEOS = endTokenIDs.isEmpty
        let request = GenerationRequest(promptTokens: prompt, parameters: parameters, endTokenIDs: endTokenIDs)
        return try await read(engine.submit(request))[0] ?? Answer()
    }

    /// Queues all prompts before the first token can be read, so that they compete for the cache.
    func crowded(_ prompts: [GreedyGolden.Prompt], maxTokens: Int) async throws -> [[Int32]] {
        var parameters = SamplingParameters()
        parameters.temperature = 0
        parameters.maxTokens = maxTokens
        parameters.ignoreEOS = true
        let handles = try prompts.map {
            try engine.submit(GenerationRequest(promptTokens: $0.ids, parameters: parameters, endTokenIDs: []))
        }
        var answers: [[Int32]] = []
        for handle in handles { answers.append(try await read(handle)[0]?.tokens ?? []) }
        return answers
    }

    func read(_ handle: RequestHandle) async throws -> [Int: Answer] {
        var answers: [Int: Answer] = [:]
        while let news = await handle.next() {
            if let failure = news.failure { throw failure }
            for (index, choice) in news.choices {
                answers[index, default: Answer()].tokens += choice.tokens
                answers[index, default: Answer()].logprobs += choice.logprobs
                answers[index, default: Answer()].finish = choice.finish ?? answers[index]?.finish
            }
            if let start = news.start { answers[0, default: Answer()].cachedTokens = start.cachedTokens }
        }
        return answers
    }

    func promptLogprobs(_ request: GenerationRequest) async throws -> [PositionLogprobs?] {
        let handle = try engine.submit(request)
        var found: [PositionLogprobs?] = []
        while let news = await handle.next() {
            if let failure = news.failure { throw failure }
            found = news.promptLogprobs ?? found
        }
        return found
    }

    /// Runs all prompts at once, each submitted a moment after the one before.
    func together(_ prompts: [GreedyGolden.Prompt], maxTokens: Int) async throws -> [[Int32]] {
        try await withThrowingTaskGroup(of: (Int, [Int32]).self) { group in
            for (index, prompt) in prompts.enumerated() {
                group.addTask {
                    for _ in 0..<index { await Task.yield() }
                    return (index, try await greedy(prompt.ids, maxTokens: maxTokens).tokens)
                }
            }
            return try await group.reduce(into: Array(repeating: [], count: prompts.count)) { $0[$1.0] = $1.1 }
        }
    }
}
