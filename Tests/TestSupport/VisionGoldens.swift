internal import Foundation

/// What transformers makes of pictures, as Tools/fixtures/goldens_vlm.py writes it.
package enum VisionGoldens {
    /// Families with small prompts.
    package static let families = ["qwen2_vl", "qwen2_5_vl", "qwen3_vl", "llava", "llava_next", "gemma3"]
    /// Families that cut pictures up, so that prompts have thousands of tokens.
    package static let tiled = ["internvl_chat", "smolvlm", "idefics3", "minicpmv", "phi3_v", "phi4mm"]

    /// 64 numbers spread over a tensor, and the sum of all.
    package struct Samples: Decodable, Sendable {
        package let shape: [Int]
        package let places: [Int]
        package let values: [Float]
        package let sum: Double

        /// The largest difference, as a part of what the numbers are.
        package func distance(to tensor: [Float]) -> Double {
            guard tensor.count == shape.reduce(1, *) else { return .infinity }
            let differences = zip(places, values).map { place, value in
                Double(abs(tensor[place] - value)) / Double(max(1, abs(value)))
            }
            let total = tensor.reduce(0.0) { $0 + Double($1) }
            return max(differences.max() ?? 0, abs(total - sum) / Double(max(1, tensor.count)))
        }
    }

    package struct Preprocessed: Decodable, Sendable {
        package struct Options: Decodable, Sendable {
            package let minPixels: Int?
            package let maxPixels: Int?
        }

        package let seed: Int
        package let width: Int
        package let height: Int
        package let options: Options
        /// Qwen: patches in time, height and width.
        package let grid: [Int]?
        package let tokens: Int
        package let pixels: Samples
    }

    package struct Encoded: Decodable, Sendable {
        package let seed: Int
        package let width: Int
        package let height: Int
        package let rows: Samples
    }

    package struct Positions: Decodable, Sendable {
        package let name: String
        package let rows: [[Int32]]
        package let shift: Int32
    }

    package struct Conversation: Decodable, Sendable {
        package struct Part: Decodable, Sendable {
            package let type: String
            package let text: String?
            package let seed: Int?
            package let width: Int?
            package let height: Int?
            /// Of a clip.
            package let frames: Int?
        }

        package struct Message: Decodable, Sendable {
            package let role: String
            package let content: [Part]
        }

        package let name: String
        package let messages: [Message]
        /// Below zero where a picture's rows stand and the reference has no token.
        package let ids: [Int32]
        package let tokens: [Int32]
        package let output: String

        package func matches(_ prompt: [Int32]) -> Bool {
            prompt.count == ids.count && zip(prompt, ids).allSatisfy { $0 == $1 || $1 < 0 }
        }
    }

    private struct File<Case: Decodable & Sendable>: Decodable, Sendable { let cases: [Case] }

    package static func preprocessed(_ family: String) throws -> [Preprocessed] {
        let all: [Preprocessed] = try cases(family, "preprocess")
        return tiled.contains(family) ? Array(all.sorted { $0.tokens < $1.tokens }.prefix(8)) : all
    }

    package static func encoded(_ family: String) throws -> [Encoded] {
        let all: [Encoded] = try cases(family, "encoder")
        return tiled.contains(family) ? Array(all.sorted { $0.rows.shape[0] < $1.rows.shape[0] }.prefix(2)) : all
    }

    package static func clips(_ family: String) throws -> [Conversation] { try cases(family, "clips") }

    package static func positions(_ family: String) throws -> [Positions] { try cases(family, "positions") }

    /// - Parameter all: else of families that cut pictures up the shortest, since prompts of thousands of tokens take long in
    ///   small chunks and in unoptimised code.
    package static func conversations(_ family: String, all: Bool = false) throws -> [Conversation] {
        let found: [Conversation] = try cases(family, "greedy")
        guard tiled.contains(family), !all else { return found }
        return Array(found.sorted { $0.ids.count < $1.ids.count }.prefix(3))
    }

    private static func cases<Case: Decodable & Sendable>(_ family: String, _ name: String) throws -> [Case] {
        try Fixtures.golden(File<Case>.self, "vlm/\(family)", name).cases
    }
}
