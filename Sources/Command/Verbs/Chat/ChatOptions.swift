internal import Support

/// What `dazzle chat` is asked for.
struct ChatOptions: Hashable {
    var model: String?
    var system: String?
    var variables: JSONObject?
    var sampling = SamplingOverrides()
    var loading = ModelOptions()

    static var spec: CommandSpec<ChatOptions> {
        CommandSpec(
            name: "chat", abstract: "talk with a model in the terminal",
            discussion: [
                "Each line is a message; one that ends with a backslash goes on in the next line. Ctrl-C stops the answer, "
                    + "Ctrl-D or /exit ends the chat. Standard input may be a file or a pipe: then each line is answered in "
                    + "turn.",
                "Inside the chat: " + ChatLine.commandHelp.map { "\($0.command) \($0.text)" }.joined(separator: ", ")
                    + ".",
            ],
            arguments: [.required(\.model, .folder("MODEL"), "Folder of an exported OpenVINO model.")],
            groups: [
                OptionGroup(
                    title: "The conversation",
                    options: [
                        .option("system", \.system, .text(), "System message that the conversation begins with."),
                        .option(
                            "chat-template-kwargs", \.variables, .jsonObject,
                            "More variables for the chat template, such as '{\"enable_thinking\": false}'."),
                    ])
            ] + SamplingOverrides.groups.map { $0.lifted(to: \.sampling) }
                + ModelOptions.groups.map { $0.lifted(to: \.loading) },
            examples: [
                CommandExample("dazzle chat ./Qwen3-4B-int4-ov", "Talk on the CPU:"),
                CommandExample(
                    "dazzle chat ./Qwen3-4B-int4-ov --device GPU --system \"Answer in one sentence.\"",
                    "Talk on the GPU, with a system message:"),
                CommandExample(
                    "printf 'My name is Ada.\\nWhat is my name?\\n' | dazzle chat ./Qwen3-4B-int4-ov",
                    "Ask several questions of one conversation:"),
            ],
            initial: ChatOptions(),
            complaint: { options in
                if (options.sampling.n ?? 1) > 1 { return "A chat has one answer to each message; leave out --n." }
                return options.sampling.complaint ?? options.loading.complaint
            })
    }
}
