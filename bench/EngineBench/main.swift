// Measures the engine in process, as bench/genai.py measures openvino_genai.
//
// Says when it is ready, then takes orders from standard input, one a line: `prompt 8`, `decode 8` or `mixed 8` for a run
// with 8 requests at once. Each is answered with one JSON object a line; the end of the input with the peak memory.

import Generation
import Models
import Support

#if canImport(Glibc)
    import Glibc
#endif

struct Settings {
    var model = ""
    var promptTokens = 256
    var newTokens = 64
    /// Prompts are made of ids below this.
    var vocabulary = 100_000
    var contextLength = 4096
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
            case "--prompt-tokens": promptTokens = try Self.number(value)
            case "--new-tokens": newTokens = try Self.number(value)
            case "--vocabulary": vocabulary = max(1, try Self.number(value))
            case "--context": contextLength = try Self.number(value)
            case "--max-num-batched-tokens": engine.maxBatchedTokens = try Self.number(value)
            case "--property":
                let parts = value.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else { throw Usage(message: "--property takes KEY=VALUE") }
                properties[parts[0]] = parts[1]
            default: throw Usage(message: "no option \(word)")
            }
        }
        guard !model.isEmpty else { throw Usage(message: "usage: EngineBench MODEL_DIR [--prompt-tokens N] …") }
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

struct PromptSource {
    let vocabulary: Int
    private var state: UInt64 = 1

    init(vocabulary: Int) { self.vocabulary = vocabulary }

    mutating func make(_ count: Int, _ length: Int) -> [[Int32]] {
        (0..<count).map { _ in
            (0..<length).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int32((state >> 33) % UInt64(vocabulary))
            }
        }
    }
}

func measure(
    _ engine: Engine, _ kind: String, _ concurrency: Int, _ settings: Settings, _ source: inout PromptSource
) async throws -> [(String, Double)] {
    let count = Double(concurrency)
    switch kind {
    case "prompt":
        let result = try await run(engine, source.make(concurrency, settings.promptTokens), newTokens: 1)
        return [("tokens_per_second", count * Double(settings.promptTokens) / result.makespan)]
    case "decode":
        let result = try await run(engine, source.make(concurrency, 16), newTokens: settings.newTokens)
        let time = result.makespan - (result.first.max() ?? 0)
        return [("tokens_per_second", count * Double(settings.newTokens - 1) / time)]
    case "mixed":
        let prompts = source.make(concurrency, settings.promptTokens)
        let result = try await run(engine, prompts, newTokens: settings.newTokens)
        return [
            ("tokens_per_second", count * Double(settings.newTokens) / result.makespan),
            ("time_to_first_token", result.first.reduce(0, +) / count),
        ]
    default: throw Usage(message: "no measurement '\(kind)'")
    }
}

func serve(_ settings: Settings) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    var runner = RunnerConfiguration(
        modelPath: settings.model + "/openvino_model.xml", contextLength: settings.contextLength)
    runner.cacheBytes = 2 << 30
    runner.properties = settings.properties
    let engine = try await Engine.start(settings.engine) { [runner] in try RunnerFactory.makeRunner(runner) }
    report([("ready", seconds(clock.now - start))])

    var source = PromptSource(vocabulary: settings.vocabulary)
    while let line = readLine() {
        let words = line.split(separator: " ")
        guard words.count == 2, let concurrency = Int(words[1]) else { throw Usage(message: "not an order: \(line)") }
        report(try await measure(engine, String(words[0]), concurrency, settings, &source))
    }
    report([("peak_bytes", Double(SystemMemory.peakResident ?? 0))])
    engine.shutDown()
}

func report(_ figures: [(String, Double)]) {
    print("{" + figures.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}")
    fflush(nil)
}

do {
    try await serve(Settings(Array(CommandLine.arguments.dropFirst())))
} catch {
    print("error: \(error)")
    exit(1)
}
