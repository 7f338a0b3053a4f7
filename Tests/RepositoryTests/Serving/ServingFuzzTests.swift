import Foundation
import Support
import TestSupport
import Testing

@testable import Repository

/// Damages valid files at random for a second, or for `DAZZLE_FUZZ_SECONDS`; `DAZZLE_FUZZ_SEED` begins elsewhere.
/// Whatever is accepted also has to survive writing and changing.
@Suite("No graph and no configuration crashes its reader")
struct ServingFuzzTests {
    @Test("Mutated files")
    func mutations() throws {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["DAZZLE_FUZZ_SECONDS"].flatMap { Double($0) } ?? 1
        var mutator = TextMutator(seed: environment["DAZZLE_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1)
        let graphs = [GraphTexts.canonical, GraphTexts.of2025, GraphTexts.dense, GraphTexts.edited]
            .map { Array($0.utf8) }
        let configurations = [Array(ServingConfigurationTests.both.utf8)]
        let trace = environment["DAZZLE_FUZZ_TRACE"].map { URL(filePath: $0) }
        var (tries, accepted) = (0, [0, 0, 0])
        let end = Date().addingTimeInterval(seconds)
        while Date() < end {
            let graph = mutator.mutate(graphs)
            if let trace { try Data(graph).write(to: trace) }
            if try survives(text: graph) { accepted[0] += 1 }
            if try survives(graph: graph) { accepted[1] += 1 }
            let configuration = mutator.mutate(configurations)
            if let trace { try Data(configuration).write(to: trace) }
            if try survives(configuration: configuration) { accepted[2] += 1 }
            tries += 1
        }
        print("\(tries) rounds; accepted: \(accepted)")
        #expect(accepted.allSatisfy { $0 > 0 })
    }

    /// What is written reads as the same again.
    private func survives(text: [UInt8]) throws -> Bool {
        guard let document = try? TextProtoDocument(parsing: text) else { return false }
        let written = document.written
        try #require(try TextProtoDocument(parsing: written).written == written, "\(text)")
        return true
    }

    /// Every change can be made and read, and undone.
    private func survives(graph text: [UInt8]) throws -> Bool {
        guard let graph = try? GraphFile(file: ServingFile(path: "g", content: text), text: text) else { return false }
        let changed = try graph.updated { options in
            options.modelsPath = "'\"\n\\é"
            options.maxNumSeqs = .max
            options.device = options.device == nil ? "CPU" : nil
            options.toolParser = nil
            options.pipelineType = .omni
            options.pluginConfig["X"] = ["y": "'"]
            var eviction = options.cacheEviction ?? CacheEvictionOptions()
            eviction.recentSize = 1
            eviction.kvCrush = eviction.kvCrush == nil ? KVCrushOptions() : nil
            options.cacheEviction = eviction
        }
        let undone = try changed.updated { $0 = graph.options }
        try #require(
            TextProtoMessage(spelling: undone.options) == TextProtoMessage(spelling: graph.options), "\(text)")
        let new = Array(GraphFile.text(graph.options).utf8)
        let read = try GraphFile(file: ServingFile(path: "g", content: new), text: new)
        try #require(TextProtoMessage(spelling: read.options) == TextProtoMessage(spelling: graph.options), "\(text)")
        return true
    }

    /// A model can be added and taken out again, and what was there stays.
    private func survives(configuration text: [UInt8]) throws -> Bool {
        func read(_ text: [UInt8]) throws(DazzleError) -> ServingConfiguration {
            try ServingConfiguration(reading: ServingFile(path: "c.json", content: text))
        }
        guard let before = try? read(text) else { return false }
        let more = try read(Array(try before.adding(name: "one more", path: "p").utf8))
        try #require(more.models.count == before.models.count + 1, "\(text)")
        let after = try read(Array(try more.removing(name: "one more").utf8))
        try #require(after.models.map(\.name) == before.models.map(\.name), "\(text)")
        return true
    }
}

/// Makes new texts of old ones: flips, cuts, repeats, splices, and plants tokens.
struct TextMutator {
    private var generator: SeededGenerator

    private static let tokens = [
        "{", "}", "<", ">", "[", "]", ":", ",", ";", "#", "'", "\"", "\\", "\\x", "\\377", "\\U0010FFFF", "-", ".", "/",
        "\n", "\r\n", "\t", "0", "-1", "0x", "017", "1e309", "inf", "-nan", "18446744073709551616", "true", "null",
        "{}",
        "[]", "a: 1", "a {", "[a.b/c.D] {}", "node {", "models_path: ''", "cache_eviction_config { ", "é", "\u{0}",
        "plugin_config: '{}'", "\"name\": \"x\",", "\"config\":", "\u{FEFF}",
    ].map { Array($0.utf8) }

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func mutate(_ corpus: [[UInt8]]) -> [UInt8] {
        var text = corpus.randomElement(using: &generator) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let (range, place) = (range(in: text), Int.random(in: 0...text.count, using: &generator))
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: text.removeSubrange(range)
            case 1: text.insert(contentsOf: text[range], at: place)
            case 2: text.insert(contentsOf: Self.tokens.randomElement(using: &generator) ?? [], at: place)
            case 3: text.replaceSubrange(range, with: Self.tokens.randomElement(using: &generator) ?? [])
            case 4:
                let other = corpus.randomElement(using: &generator) ?? []
                text.insert(contentsOf: other[self.range(in: other)], at: place)
            default:
                guard place < text.count else { continue }
                text[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
        }
        return text
    }

    /// Mostly short ones.
    private mutating func range(in text: [UInt8]) -> Range<Int> {
        let start = Int.random(in: 0...text.count, using: &generator)
        let longest = Int.random(in: 0..<4, using: &generator) > 0 ? 8 : text.count
        return start..<min(text.count, start + Int.random(in: 0...longest, using: &generator))
    }
}
