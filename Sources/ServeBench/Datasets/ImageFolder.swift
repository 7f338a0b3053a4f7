#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The pictures of a folder, each with a question.
package struct ImageFolder: Hashable, Sendable {
    package var path: String
    package var question = "Describe this picture."
    package var outputLength = 128
    package var shuffles = true

    package init(_ path: String) { self.path = path }

    private static let types = [
        "jpg": "jpeg", "jpeg": "jpeg", "png": "png", "webp": "webp", "gif": "gif", "bmp": "bmp",
    ]

    /// - Parameter inputTokens: of the question.
    package func prompts(
        _ count: Int, inputTokens: Int, using source: inout RandomSource
    ) throws -> [BenchPrompt] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        var files = names.sorted().compactMap { name -> (name: String, type: String)? in
            guard let dot = name.lastIndex(of: "."), let type = Self.types[name[dot...].dropFirst().lowercased()] else {
                return nil
            }
            return (name, type)
        }
        guard !files.isEmpty else {
            throw BenchError(
                "'\(path)' holds no pictures; give --dataset-path a folder with .jpg, .png, .webp, .gif or .bmp files")
        }
        if shuffles { files.shuffle(using: &source) }
        let media = try files.prefix(count).map { file in
            guard let data = FileManager.default.contents(atPath: "\(path)/\(file.name)") else {
                throw BenchError("'\(path)/\(file.name)' cannot be read; check its permissions")
            }
            return BenchMedia(isClip: false, url: "data:image/\(file.type);base64,\(data.base64EncodedString())")
        }
        return (0..<count).map { index in
            var prompt = BenchPrompt(question, inputTokens: inputTokens, outputTokens: outputLength)
            prompt.media = [media[index % media.count]]
            return prompt
        }
    }
}
