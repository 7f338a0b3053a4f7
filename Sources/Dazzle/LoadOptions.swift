/// How a model is loaded. Every default works.
public struct LoadOptions: Sendable {
    public enum Attention: String, Sendable, CaseIterable {
        /// PagedAttention where the device and the model take it, else the model as it was exported.
        case automatic = "auto"
        case paged
        case stateful
    }

    /// An OpenVINO device: "CPU", "GPU", "GPU.1", "NPU", "AUTO:GPU,CPU", …
    public var device = "CPU"
    /// OpenVINO properties such as `["INFERENCE_PRECISION_HINT": "f32"]`; they win over Dazzle's own.
    public var properties: [String: String] = [:]
    public var attention = Attention.automatic
    public var npu = NPUOptions()
    /// Folder for compiled models, which makes the next start on an NPU or GPU faster. nil keeps none.
    public var compileCache: String?
    /// Sequences that run at once; others wait.
    public var maxSequences = 256
    /// Requests that may wait for their first turn; more are refused with the code `overloaded`. nil takes all.
    public var maxQueuedRequests: Int?
    /// Tokens computed in one pass, for all sequences together. nil takes what suits the device.
    public var maxBatchedTokens: Int?
    /// The longest sequence, prompt and answer together. nil takes the model's own context.
    public var maxModelLength: Int?
    /// Memory for the KV cache in bytes. nil takes what `maxSequences` need, at most 4 GiB and half of what is free.
    public var cacheBytes: Int?
    /// Keep computed prompts, so that a prompt that begins like an earlier one starts where they part.
    public var prefixCaching = true
    /// The most alternatives that requests may ask for with `logprobs` and `promptLogprobs`.
    public var maxLogprobs = 20
    /// A Jinja template to write conversations with, instead of the model's own.
    public var chatTemplate: String?
    /// Which media requests may bring, and from where.
    public var media = MediaOptions()
    /// Is told how long each step with a picture took.
    package var mediaObserver: @Sendable (MediaStage, Duration) -> Void = { _, _ in }
    /// Memory for what the vision encoder made of pictures seen lately.
    public var visionCacheBytes = 1 << 30
    /// Vision encoders that work side by side.
    public var visionEncoders = 1
    /// The device that encodes pictures; nil takes the CPU where `device` is an NPU, else `device`.
    public var visionDevice: String?
    /// OpenVINO properties for the vision encoder.
    public var visionProperties: [String: String] = [:]
    /// Seed for requests that bring none. nil draws one for each.
    public var seed: UInt64?

    public init() {}
}

extension LoadOptions {
    /// With those that options stand for.
    var allProperties: [String: String] {
        guard let compileCache else { return properties }
        return properties.merging(["CACHE_DIR": compileCache]) { given, _ in given }
    }
}
