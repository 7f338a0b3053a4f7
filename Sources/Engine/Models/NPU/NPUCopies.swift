internal import OpenVINO
internal import Support

/// The compiled copies of a decoder, and what they were compiled with.
struct NPUCopies {
    private(set) var slots: [NPUSlot] = []
    private(set) var inputs: [Port] = []
    private(set) var vocabularySize = 0
    /// A model that was compiled before may have other lengths than are asked for now.
    private(set) var configuration: NPUConfiguration
    /// Of what lengths a copy keeps what it has computed; nil if it keeps nothing.
    private(set) var keptMultiple: Int?

    init(
        of model: borrowing Model, _ properties: NPUProperties, _ core: borrowing Core, _ runner: RunnerConfiguration
    ) throws {
        configuration = properties.configuration
        for _ in 0..<configuration.instances {
            let compiled = try properties.compile(model, core, runner)
            try look(at: compiled)
            slots.append(
                NPUSlot(try compiled.makeRequest(), capacity: configuration.capacity, keeps: keptMultiple != nil))
        }
    }

    private mutating func look(at compiled: borrowing CompiledModel) throws {
        inputs = try compiled.inputs()
        guard let width = try compiled.outputs().first(where: { $0.name == "logits" })?.shape?.last, let width else {
            throw DazzleError(.invalidModel, "the model has no output 'logits' of known width; export it again")
        }
        vocabularySize = width
        configuration.longestPrompt =
            NPUProperties.number("MAX_PROMPT_LEN", of: compiled) ?? configuration.longestPrompt
        configuration.shortestAnswer =
            NPUProperties.number("MIN_RESPONSE_LEN", of: compiled) ?? configuration.shortestAnswer
        guard configuration.reuse == .conversation, NPUProperties.keepsConversations(compiled) else { return }
        keptMultiple = NPUProperties.number("PREFILL_CHUNK_SIZE", of: compiled) ?? configuration.longestPrompt
    }
}
