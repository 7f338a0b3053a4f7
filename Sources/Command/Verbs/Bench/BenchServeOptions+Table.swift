internal import ServeBench

extension BenchServeOptions {
    static var spec: CommandSpec<BenchServeOptions> {
        CommandSpec(
            name: "bench serve", abstract: "measure a running server, as vllm bench serve does",
            discussion: [
                "Sends requests to any server that speaks OpenAI's protocol, and prints how many tokens a second it writes "
                    + "and how long people wait. Options, report and saved files are those of vllm bench serve; the "
                    + "beginning of an option's name will do.",
                "Random prompts have exactly the wanted number of tokens if somebody can count them: the model's folder "
                    + "(--tokenizer), or the server (/tokenize and /detokenize). Otherwise a word stands for a token, and "
                    + "the report has what the server counted.",
                "One request is sent ahead to see that all is well. Times are taken where the bytes come in, so the load "
                    + "on this program does not show in them. Ctrl-C prints what has been measured so far.",
            ],
            groups: [serverGroup, promptGroup, trafficGroup, requestGroup, reportGroup, otherGroup],
            examples: [
                CommandExample(
                    "dazzle bench serve --random-input-len 256 --random-output-len 64 --num-prompts 100 "
                        + "--max-concurrency 8", "Measure the server on port 8000 with 8 requests at once:"),
                CommandExample(
                    "dazzle bench serve --backend openai-chat --dataset-name sharegpt --dataset-path ShareGPT.json "
                        + "--request-rate 4 --goodput ttft:500 tpot:100",
                    "Real conversations at four requests a second, counting those that were quick enough:"),
                CommandExample(
                    "dazzle bench serve --base-url http://10.0.0.5:8080 --num-prompts 50 --save-result "
                        + "--metadata version=2", "Another machine, with the result in a file:"),
            ],
            allowsAbbreviations: true, initial: BenchServeOptions(), complaint: \.complaint)
    }

    private static var serverGroup: OptionGroup<BenchServeOptions> {
        var backend = OptionSpec<BenchServeOptions>.option(
            "backend", \.backend, .choice("KIND"),
            "The route: openai and vllm are completions, openai-chat is chat completions.")
        backend.aliases = ["endpoint-type"]
        return OptionGroup(
            title: "The server",
            options: [
                backend,
                .option("base-url", \.baseURL, .text("URL"), unset: "from host and port", "Where it is."),
                .option("host", \.host, .text("HOST"), "Its name or address."),
                .option("port", \.port, .integer(atLeast: 1, atMost: 65535), "Its port."),
                .option(
                    "endpoint", \.endpoint, .text("PATH"), unset: "that of the backend, under /v1", "The route's path."),
                .option("model", \.model, .text("NAME"), unset: "the first that the server lists", "The model."),
                .option(
                    "served-model-name", \.servedModelName, .text("NAME"), unset: "the model's",
                    "What requests call the model."),
                .list("header", \.headers, .keyValue, "Headers of all requests. $OPENAI_API_KEY is sent by itself."),
                .flag("insecure", \.isInsecure, "Accept any certificate."),
                .option(
                    "ready-check-timeout-sec", \.readyTimeout, .integer(atMost: 86_400),
                    "How long to try until the server answers; 0 tries once."),
                .flag("profile", \.profiles, "Have the server profile the run (POST /start_profile, /stop_profile)."),
            ])
    }

    private static var trafficGroup: OptionGroup<BenchServeOptions> {
        OptionGroup(
            title: "The traffic",
            options: [
                .option("request-rate", \.rate, .rate("R"), "Requests a second; inf sends all at once."),
                .option(
                    "burstiness", \.burstiness, .rate("X"),
                    "Shape of the gamma distribution of the gaps: 1 is a Poisson process, less comes in bursts, more is "
                        + "more even."),
                .option(
                    "max-concurrency", \.maxConcurrency, .integer(atLeast: 1), unset: "no limit",
                    "How many requests may be under way."),
                .option(
                    "ramp-up-strategy", \.rampStrategy, .choice("HOW"), unset: "an even rate",
                    "Let the rate grow: linear or exponential."),
                .option("ramp-up-start-rps", \.rampStart, .integer(atLeast: 1), "The rate of the first request."),
                .option("ramp-up-end-rps", \.rampEnd, .integer(atLeast: 1), "The rate of the last request."),
                .option("num-warmups", \.warmups, .integer(atMost: 100_000), "Requests before the measurement."),
            ])
    }

    private static var requestGroup: OptionGroup<BenchServeOptions> {
        let unset = "the server's own"
        return OptionGroup(
            title: "The requests",
            options: [
                .flag("ignore-eos", \.ignoresEndOfText, "Write on to the full length. Random prompts imply it."),
                .option(
                    "temperature", \.temperature, .number(atLeast: 0), unset: unset, "0 takes the likeliest token."),
                .option("top-p", \.topP, .number(above: 0, atMost: 1), unset: unset, "Nucleus sampling."),
                .option("top-k", \.topK, .integer(atLeast: -1), unset: unset, "Choose among so many tokens."),
                .option(
                    "min-p", \.minP, .number(atLeast: 0, atMost: 1), unset: unset,
                    "Least share of the best's probability."),
                .option(
                    "frequency-penalty", \.frequencyPenalty, .number(), unset: unset, "Against repeating, by count."),
                .option("presence-penalty", \.presencePenalty, .number(), unset: unset, "Against repeating at all."),
                .option(
                    "repetition-penalty", \.repetitionPenalty, .number(above: 0), unset: unset, "The same, as a factor."
                ),
                .option(
                    "logprobs", \.logprobs, .integer(atMost: 1000), unset: "none",
                    "Alternatives to ask for with each token."),
                .option("extra-body", \.extraBody, .jsonObject, "More fields of the requests."),
                .option(
                    "request-id-prefix", \.requestIDPrefix, .text("TEXT"), unset: "bench- and random digits",
                    "Beginning of the header x-request-id."),
                .list(
                    "lora-modules", \.loraModules, .text("NAME"), "Names of adapters, of which each request takes one."),
                .option("lora-assignment", \.loraAssignment, .choice("HOW"), "How it is taken: random or round-robin."),
            ])
    }

    private static var otherGroup: OptionGroup<BenchServeOptions> {
        OptionGroup(
            title: "Accepted from scripts for vllm, without effect",
            options: [
                .flag("trust-remote-code", \.trustsRemoteCode, "No code comes with a tokenizer here."),
                .option("tokenizer-mode", \.tokenizerMode, .text("MODE"), "There is one kind of tokenizer."),
                .flag("no-stream", \.readsWholeDataset, "Data sets are always read as a whole."),
            ])
    }
}
