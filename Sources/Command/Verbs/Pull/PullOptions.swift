internal import Hub

/// What `dazzle pull` is asked for.
struct PullOptions: Hashable {
    var name: RepositoryName?
    var source: HubSource?
    var revision: Revision?
    var include: [String] = []
    var exclude: [String] = []
    var gguf: String?
    var localFolder: String?
    var repositoryFolder: String?
    var jobs = PullRequest.jobs
    var overwrites = false
    var isQuiet = false

    static var spec: CommandSpec<PullOptions> {
        CommandSpec(
            name: "pull", abstract: "download a model from Hugging Face or ModelScope",
            discussion: [
                "The model's folder appears when all of it is there and every checksum is right. Whatever interrupts a pull, "
                    + "the same command goes on where it ended. Files that you have put into the folder stay; a file of the "
                    + "hub's that you have changed is not replaced unless you say --overwrite.",
                "The folder's path goes to standard output, everything else to standard error.",
                "These variables are heeded: HF_TOKEN (or the token file that 'hf auth login' writes) and "
                    + "MODELSCOPE_API_TOKEN for private and gated models, HF_ENDPOINT and MODELSCOPE_DOMAIN for mirrors, "
                    + "HF_HUB_OFFLINE=1, HF_HOME and HF_HUB_CACHE for files that other tools have downloaded, "
                    + "VLLM_USE_MODELSCOPE, OVMS_MODEL_REPOSITORY_PATH, and https_proxy.",
            ],
            arguments: [
                .required(\.name, .repositoryName, "What the model is called there, such as OpenVINO/Qwen3-8B-int4-ov.")
            ],
            groups: [what, place, how],
            examples: [
                CommandExample("dazzle pull OpenVINO/Qwen3-8B-int4-ov", "Download a model:"),
                CommandExample(
                    "dazzle pull OpenVINO/InternVL2-2B-int4-ov --model-repository-path /models",
                    "Put it where OpenVINO Model Server would, in /models/OpenVINO/InternVL2-2B-int4-ov:"),
                CommandExample(
                    "dazzle pull Qwen/Qwen2.5-3B-Instruct-GGUF --gguf-filename qwen2.5-3b-instruct-q4_k_m.gguf",
                    "One GGUF file of many, with its other parts if it is split:"),
            ],
            initial: PullOptions(),
            complaint: { options in
                options.localFolder != nil && options.repositoryFolder != nil
                    ? "--local-dir and --model-repository-path exclude each other: give one of them." : nil
            })
    }

    private static var what: OptionGroup<PullOptions> {
        OptionGroup(
            title: "What",
            options: [
                .option(
                    "source", \.source, .hubSource, unset: "hf, or modelscope if VLLM_USE_MODELSCOPE is set",
                    "The hub."),
                .option("revision", \.revision, .revision, unset: "the main branch", "A branch, a tag or a commit."),
                .repeated(
                    "include", \.include, .text("PATTERN"), takesMany: true,
                    "Only files whose path matches, such as '*.json'; a star stands for slashes too."),
                .repeated(
                    "exclude", \.exclude, .text("PATTERN"), takesMany: true,
                    "No files whose path matches."),
                .option(
                    "gguf-filename", \.gguf, .text("FILE"), unset: "all files",
                    "Only this GGUF file, and its other parts if it is one of several."),
            ])
    }

    private static var place: OptionGroup<PullOptions> {
        OptionGroup(
            title: "Where to",
            options: [
                .option(
                    "local-dir", \.localFolder, .folder("DIR"), unset: "see --model-repository-path",
                    "The folder for the model's files."),
                .option(
                    "model-repository-path", \.repositoryFolder, .folder("DIR"),
                    unset: "$OVMS_MODEL_REPOSITORY_PATH, or ~/.cache/dazzle/models",
                    "The folder in which models have folders named like them, ORG/NAME."),
                .flag("overwrite", \.overwrites, "Replace files of the hub's that were changed here."),
            ])
    }

    private static var how: OptionGroup<PullOptions> {
        OptionGroup(
            title: "How",
            options: [
                .option(
                    "jobs", \.jobs, .integer(atLeast: 1, atMost: PullRequest.jobLimit),
                    "How many files come at the same time."),
                .flag("quiet", \.isQuiet, "Say nothing but the folder's path, and what fails."),
            ])
    }

    func request(_ name: RepositoryName, _ environment: HubEnvironment) -> PullRequest {
        PullRequest(
            name, source: source ?? environment.source, revision: revision,
            selection: FileSelection(
                include: include.map(FilePattern.init), exclude: exclude.map(FilePattern.init), gguf: gguf),
            target: localFolder.map(PullTarget.folder) ?? .repository(repositoryFolder ?? environment.models),
            jobs: jobs, overwrites: overwrites)
    }
}

extension ValueFormat where Value == RepositoryName {
    static var repositoryName: Self {
        ValueFormat(valueName: "NAME", expectation: "a model's name at a hub, such as OpenVINO/Qwen3-8B-int4-ov") {
            RepositoryName($0)
        }
    }
}

extension ValueFormat where Value == Revision {
    static var revision: Self {
        ValueFormat(valueName: "REVISION", expectation: "a branch, a tag or a commit") { Revision($0) }
    }
}

extension ValueFormat where Value == HubSource {
    static var hubSource: Self {
        ValueFormat(
            valueName: "HUB", expectation: "hf (Hugging Face) or modelscope",
            completion: .words(["hf", "modelscope"])
        ) { $0.lowercased() == "hf" ? .huggingFace : HubSource(rawValue: $0.lowercased()) }
    }
}
