#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
package import Support

/// What the folder of a model that sees has beside a text model's files.
package struct VisionFiles: Sendable {
    /// config.json.
    package let configuration: JSONObject
    /// How pictures are prepared.
    package let processor: JSONObject
    /// How clips are prepared, where that is written apart.
    package let videoProcessor: JSONObject?
    /// The graph that makes rows of token ids.
    package let embeddingsPath: String

    static let decoder = "openvino_language_model"
    static let embeddings = "openvino_text_embeddings_model"

    static func exist(in folder: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/\(decoder).xml")
    }

    /// Newer exports write one file for all that a processor does, older ones a file for each part.
    init(_ files: ConfigurationFiles, config: JSONObject) throws(DazzleError) {
        configuration = config
        let all = try files.object("processor_config.json")
        var pictures = try files.object("preprocessor_config.json") ?? JSONObject()
        for (key, value) in all?["image_processor"]?.objectValue ?? JSONObject() { pictures[key] = value }
        processor = pictures
        let clips = try files.object("video_preprocessor_config.json")
        videoProcessor = all?["video_processor"]?.objectValue ?? clips
        embeddingsPath = "\(files.folder)/\(Self.embeddings).xml"
    }
}
