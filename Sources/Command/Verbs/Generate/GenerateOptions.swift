internal import Dazzle
internal import Support

/// What `dazzle generate` is asked for.
struct GenerateOptions: Hashable {
    var model: String?
    var prompts: [String] = []
    var input: String?
    var readsLines = false
    var isChat = false
    var system: String?
    var images: [String] = []
    var videos: [String] = []
    var variables: JSONObject?
    var format = OutputFormat.text
    var isJSON = false
    var echo = false
    var showsProgress = true
    var sampling = SamplingOverrides()
    var loading = ModelOptions()

    enum OutputFormat: String, CaseIterable, CustomStringConvertible {
        case text, json, jsonl
        var description: String { rawValue }
    }

    /// Prompts are messages of a user.
    var asksInChat: Bool { isChat || system != nil || !media.isEmpty }

    /// What each prompt shows: files, or addresses.
    var media: [MediaInput] {
        images.map { MediaArgument.input(.image, $0) } + videos.map { MediaArgument.input(.video, $0) }
    }

    var outputFormat: OutputFormat { isJSON ? .json : format }

    static var spec: CommandSpec<GenerateOptions> {
        CommandSpec(
            name: "generate", abstract: "let a model continue or answer prompts, without a server",
            discussion: [
                "Prompts come from the command line, from standard input (all of it is one prompt), or from a file with "
                    + "one JSON object a line. All are computed together; answers come in the order of the prompts.",
                "A prompt is continued as it stands. With --chat it is a user's message that the model answers, written "
                    + "out by the model's chat template.",
                "A line of an --input file holds \"prompt\" (a text or token ids) or \"messages\", and may hold \"tools\", "
                    + "\"chat_template_kwargs\" and any sampling option by its name with underscores.",
            ],
            arguments: [
                .required(\.model, .folder("MODEL"), "Folder of an exported OpenVINO model."),
                .many(\.prompts, .text("PROMPT"), "A text to continue; '-' is standard input."),
            ],
            groups: [inputAndOutput] + SamplingOverrides.groups.map { $0.lifted(to: \.sampling) }
                + ModelOptions.groups.map { $0.lifted(to: \.loading) },
            examples: examples, initial: GenerateOptions(), complaint: \.complaint)
    }

    private static var inputAndOutput: OptionGroup<GenerateOptions> {
        OptionGroup(
            title: "Input and output",
            options: [
                .option("input", \.input, .file(), "Read prompts from a file of JSON lines; '-' is standard input."),
                .flag("lines", \.readsLines, "Each line of standard input is a prompt."),
                .flag("chat", \.isChat, "Answer prompts as messages of a user."),
                .repeated("image", \.images, .file(), "Picture to show with each prompt; implies --chat."),
                .repeated("video", \.videos, .file(), "Clip to show with each prompt; implies --chat."),
                .option("system", \.system, .text(), "System message before each prompt; implies --chat."),
                .option(
                    "chat-template-kwargs", \.variables, .jsonObject,
                    "More variables for the chat template, such as '{\"enable_thinking\": false}'."),
                .option(
                    "output-format", \.format, .choice("FORMAT"),
                    "text; json: one array with tokens and reasons; jsonl: one object a line, as soon as it is ready."),
                .flag("json", \.isJSON, "The same as --output-format json."),
                .flag("echo", \.echo, "Print the prompt before its answer."),
                .toggle("progress", \.showsProgress, "Show progress and tokens per second on standard error."),
            ])
    }

    private static var examples: [CommandExample] {
        [
            CommandExample(
                "dazzle generate ./Qwen3-4B-int4-ov \"The capital of France is\" --max-tokens 16", "Continue a text:"),
            CommandExample(
                "dazzle generate ./Qwen3-4B-int4-ov --chat \"Why is the sky blue?\" --temperature 0",
                "Answer a question:"),
            CommandExample(
                "dazzle generate ./Qwen2.5-VL-3B-int8-ov --image photo.jpeg \"What is this?\"", "Ask about a picture:"),
            CommandExample(
                "dazzle generate ./Qwen3-4B-int4-ov --chat --system \"Summarise.\" - < report.txt", "Work on a file:"),
            CommandExample(
                "dazzle generate ./Qwen3-4B-int4-ov --input questions.jsonl --output-format jsonl > answers.jsonl",
                "Answer many questions, such as {\"prompt\": \"Hello\", \"max_tokens\": 8}:"),
        ]
    }

    private var complaint: String? {
        if input != nil, !prompts.isEmpty { return "--input and PROMPT exclude each other." }
        if readsLines, input != nil || !prompts.isEmpty {
            return "--lines reads standard input; leave out PROMPT and --input."
        }
        if isJSON, format != .text { return "--json and --output-format exclude each other." }
        return sampling.complaint ?? loading.complaint
    }
}
