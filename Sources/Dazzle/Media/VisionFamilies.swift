internal import Models
internal import Repository
internal import Support
internal import Vision

/// Finds and sets up what a model needs to see.
enum VisionFamilies {
    /// nil for models that only read text.
    static func family(of model: ModelFolder) throws -> (any VisionFamily)? {
        guard let files = model.vision else { return nil }
        let type = model.configuration.modelType
        guard let family = FamilyRegistry.family(of: type) else {
            throw DazzleError(
                .unsupportedModel,
                "\(model.path) sees pictures in a way that is not known here: model_type '\(type)'; known are "
                    + FamilyRegistry.modelTypes.joined(separator: ", "))
        }
        return try family.init(
            VisionConfiguration(
                model: files.configuration, processor: files.processor, videoProcessor: files.videoProcessor))
    }

    static func decoder(of family: (any VisionFamily)?, _ model: ModelFolder) -> RunnerConfiguration.Vision? {
        guard let family, let files = model.vision else { return nil }
        var vision = RunnerConfiguration.Vision(embeddingsPath: files.embeddingsPath)
        vision.firstPosition = family.firstPosition
        vision.deepstackLevels = family.deepstackLevels
        return vision
    }

    /// Compiles the vision graphs, so it takes a while.
    static func service(
        of family: any VisionFamily, _ model: ModelFolder, _ options: LoadOptions
    ) throws -> VisionService {
        let device = options.visionDevice ?? (options.device.hasPrefix("NPU") ? "CPU" : options.device)
        return try VisionService(
            family: family,
            graphs: VisionGraphs(
                folder: model.path, device: device,
                properties: options.visionProperties.merging(inherited(options)) { own, _ in own }
                    .merging(defaults(device)) { given, _ in given }),
            encoders: options.visionEncoders, cacheBytes: options.visionCacheBytes,
            observe: { stage, duration in
                options.mediaObserver(stage == .preprocess ? .preprocess : .encode, duration)
            })
    }

    /// Towers whose weights are compressed gain as the decoder does: docs/benchmarks.md. Others do not look at it.
    private static func defaults(_ device: String) -> [String: String] {
        #if arch(x86_64)
            return device == "CPU" ? ["DYNAMIC_QUANTIZATION_GROUP_SIZE": "128"] : [:]
        #else
            return [:]
        #endif
    }

    /// Who asks for exact numbers means the whole model.
    private static func inherited(_ options: LoadOptions) -> [String: String] {
        let names: Set = ["INFERENCE_PRECISION_HINT", "EXECUTION_MODE_HINT", "INFERENCE_NUM_THREADS", "CACHE_DIR"]
        return options.allProperties.filter { names.contains($0.key) }
    }
}
