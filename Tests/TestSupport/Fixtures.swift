internal import Foundation

/// The tiny models and golden outputs in Tests/Fixtures.
package enum Fixtures {
    package static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures").path

    /// Every text family there is a model of.
    package static let families = ["qwen2", "qwen3", "llama", "mistral", "phi3", "gptj", "falcon"]

    package static func model(_ family: String) -> String { "\(folder)/models/\(family)" }

    package static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(folder)/\(path)")))
    }

    /// Decodes `goldens/<topic>/<name>.json`.
    package static func golden<Value: Decodable>(_ type: Value.Type, _ topic: String, _ name: String) throws -> Value {
        let data = try Data(contentsOf: URL(filePath: "\(folder)/goldens/\(topic)/\(name).json"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: data)
    }
}

/// Greedy tokens that openvino_genai, the stateful model and torch agree on.
package struct GreedyGolden: Decodable, Sendable {
    package struct Prompt: Decodable, Sendable {
        package let text: String
        package let ids: [Int32]
        package let tokens: [Int32]
        package let output: String
    }

    package struct SharedPrefix: Decodable, Sendable {
        package let prefixLength: Int
        package let prompts: [Prompt]
    }

    package struct Ended: Decodable, Sendable {
        package let text: String
        package let ids: [Int32]
        package let maxTokens: Int
        package let finishReason: String
        package let tokens: [Int32]
        package let output: String
    }

    package let maxTokens: Int
    package let eosTokenIds: [Int32]
    package let prompts: [Prompt]
    package let sharedPrefix: SharedPrefix
    package let eos: [Ended]
}
