internal import ServeBench
internal import Support

/// Where prompts come from.
struct BenchDatasetOptions: Equatable {
    enum Name: String, CaseIterable, CustomStringConvertible {
        case random, sharegpt, custom
        var description: String { rawValue }
    }

    var name = Name.random
    var path: String?
    var inputLength: Int?
    var outputLength: Int?
    var randomInputLength = 1024
    var randomOutputLength = 128
    var randomPrefixLength = 0
    var randomRangeRatio = RangeRatio()
    var shareGPTOutputLength: Int?
    var customOutputLength = 256
    var keepsOrder = false
    var skipsRepeats = false
    var readsWhole = false
    var tokenizer: String?
    var skipsTokenizer = false
    var skipsTemplate = false
    var trustsRemoteCode = false
    var tokenizerMode: String?

    /// One number for both lengths, or one for each.
    struct RangeRatio: Hashable, CustomStringConvertible {
        var spread = LengthSpread()
        var description: String { shortText(spread.input) }
    }

    var complaint: String? {
        if name == .random {
            return path == nil ? nil : "--dataset-path goes with --dataset-name sharegpt or custom."
        }
        return path == nil ? "--dataset-name \(name) needs --dataset-path." : nil
    }

    static var groups: [OptionGroup<BenchDatasetOptions>] { [choice, counting, random, recorded] }

    private static var choice: OptionGroup<BenchDatasetOptions> {
        OptionGroup(
            title: "Prompts",
            options: [
                .option(
                    "dataset-name", \.name, .choice("NAME"),
                    "random: tokens without meaning; sharegpt: conversations; custom: lines of JSON with \"prompt\"."),
                .option("dataset-path", \.path, .file(), "File of the data set."),
                .option(
                    "input-len", \.inputLength, .integer(), unset: "the data set's",
                    "The same as --random-input-len."),
                .option(
                    "output-len", \.outputLength, .integer(atLeast: 1), unset: "the data set's",
                    "Tokens in each answer, for any data set."),
                .flag("disable-shuffle", \.keepsOrder, "Take prompts in the order of the file."),
                .flag("no-oversample", \.skipsRepeats, "Do not repeat prompts if the file has too few."),
                .flag("no-stream", \.readsWhole, "Read the file whole, which always happens; known for vLLM's sake."),
            ])
    }

    private static var counting: OptionGroup<BenchDatasetOptions> {
        OptionGroup(
            title: "Counting tokens",
            options: [
                .option(
                    "tokenizer", \.tokenizer, .folder("FOLDER"), unset: "the server's own",
                    "Folder of an exported OpenVINO model that counts the tokens of prompts."),
                .flag("skip-tokenizer-init", \.skipsTokenizer, "Do not count before the server has."),
                .option("tokenizer-mode", \.tokenizerMode, .text("MODE"), "There is only one; known for vLLM's sake."),
                .flag(
                    "trust-remote-code", \.trustsRemoteCode,
                    "No tokenizer brings code, so nothing changes; known for vLLM's sake."),
            ])
    }

    private static var random: OptionGroup<BenchDatasetOptions> {
        OptionGroup(
            title: "Random prompts",
            options: [
                .option("random-input-len", \.randomInputLength, .integer(atMost: 1 << 24), "Tokens in a prompt."),
                .option(
                    "random-output-len", \.randomOutputLength, .integer(atLeast: 1, atMost: 1 << 24),
                    "Tokens in an answer; the model's end-of-text tokens are ignored."),
                .option(
                    "random-range-ratio", \.randomRangeRatio, .rangeRatio,
                    "Vary lengths by up to this share; an object with \"input\" and \"output\" sets them apart."),
                .option(
                    "random-prefix-len", \.randomPrefixLength, .integer(atMost: 1 << 24),
                    "Tokens that all prompts begin with, on top of the rest."),
            ])
    }

    private static var recorded: OptionGroup<BenchDatasetOptions> {
        var skipsTemplate = OptionSpec<BenchDatasetOptions>.flag(
            "skip-chat-template", \.skipsTemplate,
            "Send prompts as they stand, which always happens; known for vLLM's sake.")
        skipsTemplate.aliases = ["custom-skip-chat-template"]
        return OptionGroup(
            title: "Recorded prompts",
            options: [
                .option(
                    "sharegpt-output-len", \.shareGPTOutputLength, .integer(atLeast: 1), unset: "the recorded answer's",
                    "Tokens in each answer."),
                .option(
                    "custom-output-len", \.customOutputLength, .integer(atLeast: -1),
                    "Tokens in each answer; -1 takes each line's \"output_tokens\"."),
                skipsTemplate,
            ])
    }
}

extension ValueFormat where Value == BenchDatasetOptions.RangeRatio {
    static var rangeRatio: Self {
        ValueFormat(valueName: "X", expectation: "a number from 0 to below 1, or {\"input\": X, \"output\": X}") {
            text in
            func share(_ value: Double?) -> Double? { value.flatMap { (0..<1).contains($0) ? $0 : nil } }
            if let number = Double(text) {
                return share(number).map { Value(spread: LengthSpread(input: $0, output: $0)) }
            }
            guard let object = try? JSONValue(parsing: text), let input = share(object["input"]?.doubleValue),
                let output = share(object["output"]?.doubleValue)
            else { return nil }
            return Value(spread: LengthSpread(input: input, output: output))
        }
    }
}
