internal import ServeBench
internal import Support

/// Where prompts come from.
struct BenchDatasetOptions: Equatable {
    enum Name: String, CaseIterable, CustomStringConvertible {
        case random, sharegpt, custom
        case randomMedia = "random-mm"
        case imageFolder = "image-folder"
        var description: String { rawValue }

        /// Prompts that only a chat can carry.
        var hasMedia: Bool { self == .randomMedia || self == .imageFolder }
        /// Its prompts are drawn, not read.
        var isDrawn: Bool { self == .random || self == .randomMedia }
    }

    var name = Name.random
    var path: String?
    var inputLength: Int?
    var outputLength: Int?
    var randomInputLength = 1024
    var randomOutputLength = 128
    var randomPrefixLength = 0
    var randomRangeRatio = RangeRatio()
    var media = RandomMedia()
    var imageQuestion = "Describe this picture."
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
        if name.isDrawn {
            return path == nil ? nil : "--dataset-path goes with --dataset-name sharegpt, custom or image-folder."
        }
        return path == nil ? "--dataset-name \(name) needs --dataset-path." : nil
    }

    static var groups: [OptionGroup<BenchDatasetOptions>] { [choice, counting, random, randomMedia, recorded] }

    private static var choice: OptionGroup<BenchDatasetOptions> {
        OptionGroup(
            title: "Prompts",
            options: [
                .option(
                    "dataset-name", \.name, .choice("NAME"),
                    "random: tokens without meaning; random-mm: the same with pictures of noise; sharegpt: conversations; custom: "
                        + "lines of JSON with \"prompt\"; image-folder: the pictures of a folder."),
                .option("dataset-path", \.path, .file(), "File or folder of the data set."),
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

    private static var randomMedia: OptionGroup<BenchDatasetOptions> {
        OptionGroup(
            title: "Random pictures and clips",
            options: [
                .option(
                    "random-mm-base-items-per-request", \.media.itemsPerRequest, .integer(atMost: 1024),
                    "Pictures and clips in a prompt."),
                .option(
                    "random-mm-num-mm-items-range-ratio", \.media.rangeRatio, .number("X", atLeast: 0, atMost: 1),
                    "Vary their number by up to this share."),
                .option(
                    "random-mm-limit-mm-per-prompt", \.mediaLimit, .mediaCounts,
                    "Most of each kind in a prompt."),
                .option(
                    "random-mm-bucket-config", \.buckets, .mediaBuckets,
                    "Sizes and how often they come: '{(HEIGHT, WIDTH, FRAMES): SHARE, …}'; more than one frame make a clip."
                ),
            ])
    }

    /// Views of `media`, each with a text form of its own.
    struct MediaLimit: Hashable, CustomStringConvertible {
        var (images, videos) = (255, 0)
        var description: String { "{\"image\": \(images), \"video\": \(videos)}" }
    }

    struct Buckets: Hashable, CustomStringConvertible {
        var list: [RandomMedia.Bucket]
        var description: String {
            let entries = list.map { "(\($0.height), \($0.width), \($0.frames)): \(shortText($0.share))" }
            return "{\(entries.joined(separator: ", "))}"
        }
    }

    var mediaLimit: MediaLimit {
        get { MediaLimit(images: media.mostImages, videos: media.mostVideos) }
        set { (media.mostImages, media.mostVideos) = (newValue.images, newValue.videos) }
    }

    var buckets: Buckets {
        get { Buckets(list: media.buckets) }
        set { media.buckets = newValue.list }
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
                .option("image-question", \.imageQuestion, .text(), "What is asked about each picture of a folder."),
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

extension ValueFormat where Value == BenchDatasetOptions.MediaLimit {
    static var mediaCounts: Self {
        ValueFormat(valueName: "LIMITS", expectation: "such as {\"image\": 3, \"video\": 0}") { text in
            guard let object = try? JSONValue(parsing: text).objectValue else { return nil }
            var limit = Value(images: 0, videos: 0)
            for (name, value) in object {
                guard let count = value.intValue, (0...10_000).contains(count) else { return nil }
                switch name {
                case "image": limit.images = count
                case "video": limit.videos = count
                default: return nil
                }
            }
            return limit
        }
    }
}

extension ValueFormat where Value == BenchDatasetOptions.Buckets {
    /// A dictionary as Python writes it.
    static var mediaBuckets: Self {
        ValueFormat(valueName: "SIZES", expectation: "such as {(256, 256, 1): 0.5, (720, 1280, 1): 0.5}") { text in
            let text = text.filter { !$0.isWhitespace }
            guard text.hasPrefix("{"), text.hasSuffix("}") else { return nil }
            var list: [RandomMedia.Bucket] = []
            for entry in text.dropFirst().dropLast().split(separator: "(") {
                let halves = entry.split(separator: "):", maxSplits: 1)
                guard halves.count == 2, let share = Double(halves[1].filter { $0 != "," }), (0...1).contains(share)
                else {
                    return nil
                }
                let sizes = halves[0].split(separator: ",").map { Int($0) ?? 0 }
                guard sizes.count == 3, sizes.allSatisfy({ (1...16_384).contains($0) }), sizes[2] <= 1024 else {
                    return nil
                }
                list.append(.init(height: sizes[0], width: sizes[1], frames: sizes[2], share: share))
            }
            return list.contains { $0.share > 0 } ? Value(list: list) : nil
        }
    }
}
