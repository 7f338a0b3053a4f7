internal import ServeBench

extension BenchServeOptions {
    static var spec: CommandSpec<BenchServeOptions> {
        CommandSpec(
            name: "bench serve", abstract: "measure how fast a server answers, as vllm bench serve does",
            discussion: [
                "Sends prompts to any server with OpenAI's API, this program's or another's, and prints throughput and "
                    + "latencies in the form of vllm bench serve. Options have the same names and defaults, and may "
                    + "be shortened as long as they stay unambiguous.",
                "Random prompts have exact lengths if the server offers /tokenize and /detokenize, or --tokenizer names "
                    + "the model's folder; otherwise they are short words, about a token each. Token counts in the "
                    + "report are those that the server reports.",
                "The key in $OPENAI_API_KEY is sent along. Ctrl-C ends the run and prints what was measured so far.",
            ],
            groups: [server, load] + BenchDatasetOptions.groups.map { $0.lifted(to: \.dataset) } + [
                BenchRequestOptions.group.lifted(to: \.request), BenchReportOptions.group.lifted(to: \.report),
            ],
            examples: [
                CommandExample(
                    "dazzle bench serve --random-input-len 512 --num-prompts 100",
                    "Send 100 random prompts at once to a server on port 8000:"),
                CommandExample(
                    "dazzle bench serve --request-rate 4 --max-concurrency 16 --goodput ttft:500 tpot:50",
                    "Send four requests a second and count those that are answered in time:"),
                CommandExample(
                    "dazzle bench serve --backend openai-chat --dataset-name sharegpt --dataset-path sharegpt.json",
                    "Replay conversations as chats:"),
            ],
            allowsAbbreviations: true, initial: BenchServeOptions(), complaint: \.complaint)
    }

    private static var server: OptionGroup<BenchServeOptions> {
        var backend = OptionSpec<BenchServeOptions>.option(
            "backend", \.backend, .choice("NAME"),
            "openai or vllm: text completions; openai-chat: chat completions.")
        backend.aliases = ["endpoint-type"]
        return OptionGroup(
            title: "Server",
            options: [
                backend,
                .option(
                    "base-url", \.baseURL, .text("URL").nonEmpty, unset: "from --host and --port",
                    "Where the server is."),
                .option("host", \.host, .text("HOST").nonEmpty, "Host of the server."),
                .option("port", \.port, .integer(atLeast: 1, atMost: 65535), "Port of the server."),
                .option(
                    "endpoint", \.endpoint, .text("PATH").nonEmpty, unset: "the backend's", "Path that takes requests."),
                .repeated(
                    "header", \.headers, .keyValue, takesMany: true, "Header to send with each request."),
                .flag("insecure", \.isInsecure, "Do not check the server's certificate."),
                .option(
                    "model", \.model, .text("NAME").nonEmpty, unset: "the first that the server lists",
                    "Model to ask for."),
                .option(
                    "served-model-name", \.servedModelName, .text("NAME").nonEmpty, unset: "as --model",
                    "What requests call the model."),
                .option(
                    "ready-check-timeout-sec", \.readyTimeout, .integer("SECONDS"),
                    "How long to wait until the server answers the first, unmeasured prompt."),
                .flag(
                    "profile", \.profiles,
                    "Have the server profile the run, by POST /start_profile and /stop_profile."),
            ])
    }

    private static var load: OptionGroup<BenchServeOptions> {
        OptionGroup(
            title: "Load",
            options: [
                .option("num-prompts", \.promptCount, .integer(atLeast: 1), "How many prompts to send."),
                .option("request-rate", \.rate, .rate, "Requests per second; inf sends all at once."),
                .option(
                    "burstiness", \.burstiness, .number(above: 0),
                    "1 spaces requests as chance does; less makes bursts, more an even flow."),
                .option(
                    "ramp-up-strategy", \.rampUp, .choice("NAME"), unset: "none",
                    "Let the rate grow during the run: linear or exponential."),
                .option("ramp-up-start-rps", \.rampUpStart, .integer(atLeast: 1), "Requests per second at first."),
                .option("ramp-up-end-rps", \.rampUpEnd, .integer(atLeast: 1), "Requests per second at last."),
                .option(
                    "max-concurrency", \.maxConcurrency, .integer(atLeast: 1), unset: "no limit",
                    "Requests under way at a time."),
                .option(
                    "num-warmups", \.warmups, .integer(),
                    "Unmeasured requests, all with the first prompt, to begin with."),
                .option("seed", \.seed, .integer(), "Equal seeds make equal prompts and arrival times."),
            ])
    }
}

extension ValueFormat where Value == BenchServeOptions.KeyValue {
    static var keyValue: Self {
        ValueFormat(valueName: "KEY=VALUE", expectation: "a name, an equals sign and a value") { text in
            guard let equals = text.firstIndex(of: "=") else { return nil }
            let key = text[..<equals].trimmed
            return key.isEmpty ? nil : Value(key: key, value: text[text.index(after: equals)...].trimmed)
        }
    }
}

extension ValueFormat where Value == BenchServeOptions.Rate {
    static var rate: Self {
        ValueFormat(valueName: "X", expectation: "a number above 0, or inf") { text in
            Double(text).flatMap { $0 > 0 ? Value(value: $0) : nil }
        }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
