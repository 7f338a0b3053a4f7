internal import Dazzle

/// How a model is compiled for an NPU, as the command line says it.
struct NPUArguments: Hashable {
    var maxPromptLength = 1024
    var minResponseLength = 128
    var chunk: Int?
    var prefillHint: Hint.Prefill?
    var generateHint: Hint.Generate?
    var reuse = Reuse.conversation
    var instances = 1

    enum Hint {
        enum Prefill: String, CaseIterable { case dynamic, `static` }
        enum Generate: String, CaseIterable {
            case fastCompile = "fast_compile"
            case bestPerformance = "best_perf"
        }
    }

    enum Reuse: String, CaseIterable, CustomStringConvertible {
        case conversation, prompts, none
        var description: String { rawValue }
    }

    static var group: OptionGroup<NPUArguments> {
        OptionGroup(
            title: "On an NPU",
            options: [
                .option(
                    "max-prompt-len", \.maxPromptLength, .integer(atLeast: 16, atMost: 1 << 20, scaled: true),
                    "Longest prompt in tokens, pictures included. The NPU's graphs have fixed sizes: higher takes longer to "
                        + "compile and makes every prompt slower."),
                .option(
                    "min-response-len", \.minResponseLength, .integer(atLeast: 2, atMost: 1 << 20, scaled: true),
                    "Tokens that an answer has room for however long its prompt is."),
                .option(
                    "npu-chunk", \.chunk, .integer(atLeast: 16, atMost: 1 << 20),
                    unset: "256, or less for short prompts",
                    "Prompts are computed in chunks of so many tokens; shorter ones make the turns of a conversation start "
                        + "sooner, longer ones are faster for long prompts."),
                .option(
                    "npu-reuse", \.reuse, .choice("WHAT"),
                    "What is not computed again: the conversation that an instance computed last, the beginnings of many "
                        + "prompts, or none."),
                .option(
                    "num-instances", \.instances, .integer(atLeast: 1, atMost: 64),
                    "Copies of the compiled model; each serves one request at a time, and needs memory of its own."),
                .option(
                    "prefill-hint", \.prefillHint, .choice("HINT"), unset: "the plugin's choice",
                    "Whether prompts are computed in chunks (dynamic) or in one piece (static)."),
                .option(
                    "generate-hint", \.generateHint, .choice("HINT"), unset: "the plugin's choice",
                    "Whether to spend less time on compiling or on answers."),
            ])
    }

    var options: NPUOptions {
        var options = NPUOptions()
        options.maxPromptLength = maxPromptLength
        options.minResponseLength = minResponseLength
        options.prefillChunk = chunk
        options.prefillHint = prefillHint?.rawValue.uppercased()
        options.generateHint = generateHint?.rawValue.uppercased()
        options.reuse = NPUOptions.Reuse(rawValue: reuse.rawValue) ?? .conversation
        options.instances = instances
        return options
    }
}
