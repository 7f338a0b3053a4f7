// Measures the engine in process; prints one JSON object a line, as bench/genai.py does for openvino_genai.

import Generation
import Models
import Support

struct Settings {
    var model = ""
    var concurrency = [1, 8, 32]
    var promptTokens = 256
    var newTokens = 128
    var seed: UInt64 = 1
    var properties: [String: String] = [:]
    var engine = EngineOptions()

    init(_ arguments: [String]) throws {
        engine.prefixCaching = false
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else {
                model = word
                continue
            }
            guard let value = rest.popFirst() else { throw Usage(message: "\(word) needs a value") }
            switch word {
            case "--concurrency": concurrency = value.split(separator: ",").compactMap { Int($0) }
            case "--prompt-tokens": promptTokens = try Self.number(value)
            case "--new-tokens": newTokens = try Self.number(value)
            case "--max-num-batched-tokens": engine.maxBatchedTokens = try Self.number(value)
            case "--seed": seed = UInt64(try Self.number(value))
            case "--property":
                let parts = value.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else { throw Usage(message: "--property takes KEY=VALUE") }
                properties[parts[0]] = parts[1]
            default: throw Usage(message: "no option \(word)")
            }
        }
        guard !model.isEmpty else { throw Usage(message: "usage: EngineBench MODEL_DIR [--concurrency 1,8,32] …") }
    }

    private static func number(_ text: String) throws -> Int {
        guard let number = Int(text) else { throw Usage(message: "'\(text)' is no number") }
        return number
    }
}

struct Usage: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}

struct Run {
    var makespan: Double
    /// When each request's first token came.
    var first: [Double]
}

/// All requests are submitted at once and read as their tokens come.
func run(_ engine: Engine, _ prompts: [[Int32]], newTokens: Int) async throws -> Run {
    var parameters = SamplingParameters()
    parameters.temperature = 0
    parameters.ignoreEOS = true
    parameters.maxTokens = newTokens
    let clock = ContinuousClock()
    let start = clock.now
    let handles = try prompts.map {
        try engine.submit(GenerationRequest(promptTokens: $0, parameters: parameters, endTokenIDs: []))
    }
    let first = try await withThrowingTaskGroup(of: Double.self) { group in
        for handle in handles {
            group.addTask {
                var count = 0
                var first = 0.0
                while let news = await handle.next() {
                    if let failure = news.failure { throw failure }
                    if count == 0 { first = seconds(clock.now - start) }
                    count += news.choices[0]?.tokens.count ?? 0
                }
                guard count == newTokens else { throw Usage(message: "expected \(newTokens) tokens, got \(count)") }
                return first
            }
        }
        return try await group.reduce(into: [Double]()) { $0.append($1) }
    }
    return Run(makespan: seconds(clock.now - start), first: first)
}

func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

func makePrompts(_ count: Int, _ length: Int, seed: UInt64) -> [[Int32]] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
        (0..<length).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int32((state >> 33) % 100_000)
        }
    }
}

func measure(_ settings: Settings) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    var runner = RunnerConfiguration(modelPath: settings.model + "/openvino_model.xml", contextLength: 4096)
    runner.cacheBytes = 2 << 30
    runner.properties = settings.properties
    let engine = try await Engine.start(settings.engine) { [runner] in try RunnerFactory.makeRunner(runner) }
    let ready = seconds(clock.now - start)
    _ = try await run(engine, makePrompts(1, 32, seed: 0), newTokens: 4)

    for concurrency in settings.concurrency {
        let count = Double(concurrency)
        let prompts = makePrompts(concurrency, settings.promptTokens, seed: settings.seed + UInt64(concurrency))
        let prefill = try await run(engine, prompts, newTokens: 1)
        let short = makePrompts(concurrency, 16, seed: settings.seed + 100 + UInt64(concurrency))
        let decode = try await run(engine, short, newTokens: settings.newTokens)
        let mixed = try await run(engine, prompts.map { $0.reversed() }, newTokens: settings.newTokens)
        let decodeTime = decode.makespan - (decode.first.max() ?? 0)
        report([
            ("concurrency", count),
            ("prompt_tokens_per_second", count * Double(settings.promptTokens) / prefill.makespan),
            ("decode_tokens_per_second", count * Double(settings.newTokens - 1) / decodeTime),
            ("mixed_tokens_per_second", count * Double(settings.newTokens) / mixed.makespan),
            ("time_to_first_token", mixed.first.reduce(0, +) / count),
        ])
    }
    report([("ready", ready), ("peak_bytes", Double(SystemMemory.peakResident ?? 0))])
    engine.shutDown()
}

func report(_ figures: [(String, Double)]) {
    print("{" + figures.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}")
}

do {
    try await measure(Settings(Array(CommandLine.arguments.dropFirst())))
} catch {
    print("error: \(error)")
}
