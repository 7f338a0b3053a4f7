internal import ServeBench

extension BenchServeOptions {
    static var promptGroup: OptionGroup<BenchServeOptions> {
        var skipsTemplate = OptionSpec<BenchServeOptions>.flag(
            "skip-chat-template", \.skipsTemplate,
            "Send the prompts of a custom file as they stand, also where --tokenizer has a chat template.")
        skipsTemplate.aliases = ["custom-skip-chat-template"]
        return OptionGroup(
            title: "The prompts",
            options: [
                .option(
                    "dataset-name", \.dataset, .choice("NAME"),
                    "random words; sharegpt: a JSON file of conversations; custom: JSON lines with \"prompt\" and, where "
                        + "wanted, \"output_tokens\"."),
                .option("dataset-path", \.datasetPath, .file(), "The file of sharegpt or custom."),
                .option(
                    "num-prompts", \.promptCount, .integer(atMost: 1_000_000),
                    "Requests to send; 0 is a whole custom file."),
                .option("seed", \.seed, .integer(), "Other seeds make other prompts and arrivals."),
                .option(
                    "tokenizer", \.tokenizer, .folder("FOLDER"), unset: "the server's own",
                    "Folder of an exported OpenVINO model whose tokenizer counts."),
                .flag(
                    "skip-tokenizer-init", \.skipsTokenizer,
                    "Count no tokens; leave that to the server's usage figures."),
                .option(
                    "input-len", \.inputLength, .integer(), unset: "the data set's",
                    "Tokens of a prompt, whatever the data set."),
                .option(
                    "output-len", \.outputLength, .integer(atLeast: 1), unset: "the data set's",
                    "Tokens of an answer, whatever the data set."),
                .option("random-input-len", \.randomInputLength, .integer(), "Tokens of a random prompt."),
                .option("random-output-len", \.randomOutputLength, .integer(atLeast: 1), "Tokens of its answer."),
                .option(
                    "random-range-ratio", \.randomRatio, .rangeRatio,
                    "Lengths are drawn from within (1 ± ratio) of these."),
                .option(
                    "random-prefix-len", \.randomPrefixLength, .integer(),
                    "Tokens that all random prompts share, besides."),
                .option(
                    "sharegpt-output-len", \.shareGPTOutputLength, .integer(atLeast: 1),
                    unset: "that of the real answer",
                    "Tokens of an answer."),
                .option(
                    "custom-output-len", \.customOutputLength, .integer(atLeast: -1),
                    "Tokens of an answer; -1 takes \"output_tokens\" of the line."),
                skipsTemplate,
                .option("chat-template-kwargs", \.templateVariables, .jsonObject, "More variables for that template."),
                .flag("no-oversample", \.keepsCount, "Send fewer requests if the file has fewer prompts."),
                .flag("disable-shuffle", \.keepsOrder, "Keep the file's order."),
            ])
    }

    static var reportGroup: OptionGroup<BenchServeOptions> {
        OptionGroup(
            title: "The report",
            options: [
                .option(
                    "percentile-metrics", \.metrics, .metrics, unset: "ttft,tpot,itl",
                    "Which times are shown: to the first token, per output token, between tokens, end to end; also waiting "
                        + "for --max-concurrency."),
                .option("metric-percentiles", \.percentiles, .percentiles, unset: "99", "Which percentiles of them."),
                .list(
                    "goodput", \.goodput, .goodputLimit,
                    "Count requests that keep these limits, such as ttft:200 tpot:50."),
                .flag("disable-tqdm", \.hidesProgress, "No progress bar."),
                .flag("save-result", \.savesResult, "Write the figures to a JSON file."),
                .flag("save-detailed", \.savesDetails, "With each request's own figures and texts."),
                .flag("append-result", \.appendsResult, "Add them to the file as another line."),
                .option("result-dir", \.resultFolder, .folder("FOLDER"), unset: "this one", "Where the file goes."),
                .option(
                    "result-filename", \.resultFile, .text("NAME"), unset: "label, rate, model and time", "Its name."),
                .option(
                    "label", \.label, .text(), unset: "the backend", "The name's beginning, also a field of the file."),
                .list("metadata", \.metadata, .keyValue, "More fields of the file."),
            ])
    }

    /// What does not fit together, as a sentence.
    var complaint: String? {
        let path = endpoint ?? "/v1/" + backend.endpoint
        let checks: [(Bool, String)] = [
            (
                !path.hasSuffix(backend.endpoint),
                "--endpoint has to end with \(backend.endpoint) for --backend \(backend)."
            ),
            (
                dataset != .random && datasetPath == nil,
                "--dataset-name \(dataset) needs its file: give --dataset-path."
            ),
            (
                dataset == .random && datasetPath != nil,
                "--dataset-path is for --dataset-name sharegpt or custom; random prompts come from no file."
            ),
            (promptCount == 0 && dataset != .custom, "--num-prompts has to be at least 1 here."),
            (rampStrategy != nil && rate.isFinite, "--ramp-up-strategy sets the rate; leave --request-rate out."),
            (
                rampStrategy != nil && (rampStart == nil || rampEnd == nil),
                "--ramp-up-strategy needs both --ramp-up-start-rps and --ramp-up-end-rps."
            ),
            (
                rampStrategy == nil && (rampStart != nil || rampEnd != nil),
                "--ramp-up-start-rps and --ramp-up-end-rps need --ramp-up-strategy."
            ),
            ((rampStart ?? 0) > (rampEnd ?? .max), "--ramp-up-start-rps must not be above --ramp-up-end-rps."),
        ]
        return checks.first(where: \.0)?.1
    }
}
