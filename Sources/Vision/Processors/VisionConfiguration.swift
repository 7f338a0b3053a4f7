package import Support

/// The files of a model folder that say how it sees.
package struct VisionConfiguration: Sendable {
    /// config.json.
    package var model: JSONObject
    /// preprocessor_config.json, or what processor_config.json holds of it.
    package var processor: JSONObject
    /// The same for clips, where a family has it apart (video_preprocessor_config.json).
    package var videoProcessor: JSONObject?
    /// Of the language model: what an embedding row holds.
    package var hiddenSize: Int {
        model["text_config"]?["hidden_size"]?.intValue ?? model["hidden_size"]?.intValue ?? 0
    }

    package init(model: JSONObject, processor: JSONObject, videoProcessor: JSONObject? = nil) {
        self.model = model
        self.processor = processor
        self.videoProcessor = videoProcessor
    }
}
