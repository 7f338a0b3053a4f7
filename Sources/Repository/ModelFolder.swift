#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
package import Support

/// A folder with a model as optimum-intel exports it, and what its small files say.
package struct ModelFolder: Sendable {
    package let path: String
    package let configuration: ModelConfiguration
    package let generationDefaults: GenerationDefaults
    package let specialTokens: SpecialTokens
    package let templates: ChatTemplates
    /// nil for models that only read text.
    package let vision: VisionFiles?

    /// The decoder's IR.
    package var decoderPath: String { "\(path)/\(vision == nil ? Self.textDecoder : VisionFiles.decoder).xml" }

    private static let textDecoder = "openvino_model"

    package init(path: String) throws(DazzleError) {
        let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        self.path = path
        try Self.checkPresence(path)
        let files = ConfigurationFiles(folder: path)
        let config = try files.object("config.json")
        guard let config else {
            throw DazzleError(
                .modelNotFound, "\(path) has no config.json; copy the whole folder that the export wrote")
        }
        let tokenizerConfig = try files.object("tokenizer_config.json") ?? JSONObject()
        let generationConfig = try files.object("generation_config.json") ?? JSONObject()
        configuration = ModelConfiguration(config)
        generationDefaults = GenerationDefaults(generationConfig, config: config)
        specialTokens = SpecialTokens(
            tokenizerConfig: tokenizerConfig, map: try files.object("special_tokens_map.json") ?? JSONObject())
        templates = try ChatTemplates(files, tokenizerConfig: tokenizerConfig)
        vision = VisionFiles.exist(in: path) ? try VisionFiles(files, config: config) : nil
    }

    private static func checkPresence(_ path: String) throws(DazzleError) {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw DazzleError(.modelNotFound, "no folder '\(path)'; give the path of an exported OpenVINO model")
        }
        guard isFolder else {
            throw DazzleError(.modelNotFound, "'\(path)' is a file; give the folder that holds the exported model")
        }
        let sees = VisionFiles.exist(in: path)
        let decoder = sees ? VisionFiles.decoder : textDecoder
        let graphs = ["\(decoder).xml", "\(decoder).bin"] + (sees ? ["\(VisionFiles.embeddings).xml"] : [])
        for name in graphs + ["openvino_tokenizer.xml", "openvino_detokenizer.xml"]
        where !FileManager.default.fileExists(atPath: path + "/" + name) {
            let task = sees ? "image-text-to-text" : "text-generation-with-past"
            let remedy =
                name.contains("tokenizer")
                ? "convert the tokenizer with openvino_tokenizers, or export the model again"
                : "export the model with: optimum-cli export openvino -m MODEL --task \(task) FOLDER"
            throw DazzleError(.modelNotFound, "\(path) has no \(name); \(remedy)")
        }
    }
}
