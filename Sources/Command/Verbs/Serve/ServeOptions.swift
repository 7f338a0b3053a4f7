internal import Hub

/// What `dazzle serve` is asked for.
struct ServeOptions: Hashable {
    var model: String?
    var names: [String] = []
    var models: [NamedModel] = []
    var configuration: String?
    var hub = HubOptions()
    var pollSeconds = 1
    var fleet = FleetOptions()
    var listening = ListenOptions()
    var access = AccessOptions()
    var telling = TellingOptions()
    var media = ServeMediaOptions()
    var loading = ModelOptions()
    var seed: Int?
    var template: String?
    var maxLogprobs = 20

    /// Where and how the server listens.
    struct ListenOptions: Hashable {
        var host = "127.0.0.1"
        var port = 8000
        var certificate: String?
        var key: String?
        var maxQueued = 1024
        var maxConnections = 4096
        var maxBodyMiB = 32
        var drainSeconds = 30
    }

    /// Where a model comes from that is no folder here.
    struct HubOptions: Hashable {
        var source: HubSource?
        var revision: Revision?
        var repositoryFolder: String?
    }

    /// When models are loaded and unloaded.
    struct FleetOptions: Hashable {
        var loadsOnDemand = false
        var idleSeconds: Int?
        var budget: Int?
    }

    /// Who may ask for what.
    struct AccessOptions: Hashable {
        var apiKeys: [String] = []
        var apiKeyFile: String?
        /// None lets every origin in.
        var allowedOrigins: [String] = []
        var allowsCredentials = false
        var trustsRequestTemplates = false
        var hasPlayground = true
    }

    /// What the operator is told.
    struct TellingOptions: Hashable {
        var logFormat = LogFormat.text
        var logsAccess = true
        var logsPrompts = false
        var metricsStyle = FigureNames.dazzle
    }

    enum LogFormat: String, CaseIterable, CustomStringConvertible {
        case text, json
        var description: String { rawValue }
    }

    enum FigureNames: String, CaseIterable, CustomStringConvertible {
        case dazzle, vllm
        var description: String { rawValue }
    }

    static var spec: CommandSpec<ServeOptions> {
        CommandSpec(
            name: "serve", abstract: "serve a model to any client of the OpenAI API",
            discussion: [
                "The server answers on /v1 as OpenAI and vLLM do, and on /v3 as OpenVINO Model Server does: chat and plain "
                    + "completions, whole or streamed. /docs describes every route and field, /metrics is for Prometheus.",
                "It listens before the model is loaded, so that health checks can follow the start. Ctrl-C or SIGTERM "
                    + "finishes what runs, for as long as --shutdown-timeout allows; a second one ends at once.",
            ],
            arguments: [
                .optional(
                    \.model, .folder("MODEL"),
                    "Folder of an exported OpenVINO model, or its name at a hub, such as OpenVINO/Qwen3-8B-int4-ov, which is then "
                        + "pulled.")
            ],
            groups: [
                listen.lifted(to: \.listening), hub.lifted(to: \.hub), several, fleet.lifted(to: \.fleet), answers,
                access.lifted(to: \.access), telling.lifted(to: \.telling),
                ServeMediaOptions.group.lifted(to: \.media),
            ] + ModelOptions.groups.map { $0.lifted(to: \.loading) },
            examples: examples, initial: ServeOptions(), complaint: \.complaint)
    }

    private static var listen: OptionGroup<ListenOptions> {
        OptionGroup(
            title: "Listening",
            options: [
                .option(
                    "host", \.host, .text("ADDRESS"),
                    "Address to listen on; 0.0.0.0 lets other machines in, so think of --api-key."),
                .option(
                    "port", \.port, .integer(atLeast: 0, atMost: 65535), "Port to listen on; 0 takes a free one."),
                .option(
                    "ssl-certfile", \.certificate, .file(), unset: "plain HTTP",
                    "Certificate chain in PEM form, for HTTPS."),
                .option("ssl-keyfile", \.key, .file(), "The certificate's private key in PEM form."),
                .option(
                    "max-num-queued-reqs", \.maxQueued, .integer(atLeast: 1, atMost: 1 << 20),
                    "Requests that may wait for their first turn; more get status 429."),
                .option(
                    "max-connections", \.maxConnections, .integer(atLeast: 1, atMost: 1 << 20),
                    "Connections open at once."),
                .option(
                    "max-body-size", \.maxBodyMiB, .integer("MIB", atLeast: 1, atMost: 4096),
                    "Largest request, in MiB."),
                .option(
                    "shutdown-timeout", \.drainSeconds, .integer("SECONDS", atLeast: 0, atMost: 86400),
                    "How long running requests may take to finish once the server is told to stop."),
            ])
    }

    private static var hub: OptionGroup<HubOptions> {
        OptionGroup(
            title: "A model from a hub",
            options: [
                .option(
                    "source", \.source, .hubSource, unset: "hf, or modelscope if VLLM_USE_MODELSCOPE is set", "The hub."
                ),
                .option("revision", \.revision, .revision, unset: "the main branch", "A branch, a tag or a commit."),
                .option(
                    "model-repository-path", \.repositoryFolder, .folder("DIR"),
                    unset: "$OVMS_MODEL_REPOSITORY_PATH, or ~/.cache/dazzle/models",
                    "The folder in which models have folders named like them, ORG/NAME."),
            ])
    }

    private static var several: OptionGroup<ServeOptions> {
        OptionGroup(
            title: "Several models",
            options: [
                .repeated(
                    "model", \.models, .namedModel,
                    "Another model and the name that requests use; beside MODEL or instead."),
                .option(
                    "config-path", \.configuration, .file("FILE"), unset: "none",
                    "config.json as OpenVINO Model Server has it, or its folder: the models it names are served, each with the "
                        + "options of its graph.pbtxt. Changes are followed while the server runs."),
                .option(
                    "file-system-poll-wait-seconds", \.pollSeconds, .integer("SECONDS", atLeast: 0, atMost: 86400),
                    "How often to look whether the configuration has changed; 0 waits for POST /v1/config/reload."),
            ])
    }

    private static var fleet: OptionGroup<FleetOptions> {
        OptionGroup(
            title: "When models are loaded",
            options: [
                .flag(
                    "load-on-demand", \.loadsOnDemand, "Load each model when somebody asks for it, not at the start."),
                .option(
                    "idle-unload", \.idleSeconds, .integer("SECONDS", atLeast: 1, atMost: 1 << 30), unset: "never",
                    "Unload a model that nobody has asked for so long; the next request waits until it is loaded again."
                ),
                .option(
                    "memory-budget", \.budget, .byteCount, unset: "none",
                    "Most memory for the models' weights and caches, such as 16GiB; beyond, the model that nobody has asked for "
                        + "the longest is unloaded until somebody does."),
            ])
    }

    private static var answers: OptionGroup<ServeOptions> {
        OptionGroup(
            title: "Answers",
            options: [
                .repeated(
                    "served-model-name", \.names, .text("NAME"),
                    "Name that requests use, instead of the folder's; the first is told in answers."),
                .option(
                    "chat-template", \.template, .file(), unset: "the model's own",
                    "Jinja template for conversations."),
                .option(
                    "max-logprobs", \.maxLogprobs, .integer(atLeast: 0, atMost: 1000), "Most alternatives a token."),
                .option(
                    "seed", \.seed, .seed, unset: "-1", "Seed for requests that bring none; -1 draws one each time."),
            ])
    }

    private static var access: OptionGroup<AccessOptions> {
        OptionGroup(
            title: "Access",
            options: [
                .repeated(
                    "api-key", \.apiKeys, .text("KEY"),
                    "Key that clients must send as a bearer token; also from DAZZLE_API_KEY."),
                .option("api-key-file", \.apiKeyFile, .file(), "File whose first line is a key."),
                .repeated(
                    "allowed-origins", \.allowedOrigins, .text("ORIGIN"),
                    "Origin whose pages may ask, such as https://example.com; unless given, every one."),
                .flag(
                    "allow-credentials", \.allowsCredentials, "Let pages of the allowed origins send cookies and keys."),
                .toggle(
                    "playground", \.hasPlayground, "Give browsers a page to talk to the model, at the server's address."
                ),
                .flag(
                    "trust-request-chat-template", \.trustsRequestTemplates,
                    "Let requests bring a chat template of their own."),
            ])
    }

    private static var telling: OptionGroup<TellingOptions> {
        OptionGroup(
            title: "Logs and figures",
            options: [
                .option("log-format", \.logFormat, .choice("FORMAT"), "text for people, json for machines."),
                .toggle("access-log", \.logsAccess, "Write a line for every HTTP request."),
                .flag("log-prompts", \.logsPrompts, "Write prompts and answers to the log too."),
                .option(
                    "metrics-style", \.metricsStyle, .choice("STYLE"),
                    "Names on /metrics: dazzle's own, or vllm's for its dashboards."),
            ])
    }

    private static var examples: [CommandExample] {
        [
            CommandExample("dazzle serve ./Qwen3-4B-int4-ov", "Serve a model on this machine:"),
            CommandExample(
                "dazzle serve ./Qwen3-4B-int4-ov --served-model-name qwen3 --host 0.0.0.0 --api-key \"$KEY\"",
                "Serve it to others under a name of its own:"),
            CommandExample(
                "dazzle serve ./Qwen3-4B-int4-ov --metrics-style vllm --log-format json",
                "Behind dashboards made for vLLM:"),
        ]
    }

    private var complaint: String? {
        if model == nil, models.isEmpty, configuration == nil {
            return "Name a model: MODEL, --model NAME=FOLDER, or --config-path FILE."
        }
        if model == nil, !names.isEmpty { return "--served-model-name names MODEL, which is missing." }
        if (listening.certificate == nil) != (listening.key == nil) {
            return "--ssl-certfile and --ssl-keyfile go together."
        }
        return media.complaint ?? loading.complaint
    }
}
