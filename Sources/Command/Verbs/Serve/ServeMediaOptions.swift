internal import API
internal import Dazzle
internal import Support

/// What requests may show a model, and from where.
struct ServeMediaOptions: Hashable {
    var localPath: String?
    var domains: [String] = []
    var limits = MediaLimits()
    var processor: JSONObject?
    var device: String?
    var cacheMiB = 1024

    static var group: OptionGroup<ServeMediaOptions> {
        OptionGroup(
            title: "Pictures and clips",
            options: [
                .option(
                    "allowed-local-media-path", \.localPath, .folder("FOLDER"), unset: "none",
                    "Folder that requests may name files of, as a path or a file: URL."),
                .repeated(
                    "allowed-media-domains", \.domains, .text("HOST"), takesMany: true,
                    "Host that media may be fetched from, at whatever address; unless given, every host at a public address. "
                        + "'all' lifts every limit."),
                .option(
                    "limit-mm-per-prompt", \.limits, .mediaLimits,
                    "Most pictures and clips a conversation may show, such as '{\"image\": 4, \"video\": 1}'."),
                .option(
                    "mm-processor-kwargs", \.processor, .jsonObject, unset: "the model's own",
                    "How pictures are read: min_pixels, max_pixels (what bounds the time a picture takes), num_crops."),
                .option(
                    "vision-device", \.device, .text("DEVICE"), unset: "that of the model; the CPU beside an NPU",
                    "Device that encodes pictures."),
                .option(
                    "vision-cache-size", \.cacheMiB, .integer("MIB", atLeast: 0, atMost: 1 << 20),
                    "Memory for what was made of pictures seen lately, in MiB."),
            ])
    }

    /// Known names of `--mm-processor-kwargs`.
    private static let pixelNames = ["min_pixels", "max_pixels"]
    private static let tileNames = ["num_crops", "max_slice_nums", "max_dynamic_patch", "max_tiles"]

    var complaint: String? {
        for (name, value) in processor ?? JSONObject() {
            guard (Self.pixelNames + Self.tileNames).contains(name) else {
                return "--mm-processor-kwargs has no \(name); it knows "
                    + (Self.pixelNames + Self.tileNames).joined(separator: ", ") + "."
            }
            guard let count = value.intValue, count > 0 else {
                return "--mm-processor-kwargs: \(name) must be a whole number above 0."
            }
        }
        return nil
    }

    func apply(to options: inout LoadOptions) {
        options.media.localPath = localPath
        options.media.domains = domains.flatMap { $0.split(separator: ",").map { $0.lowercased() } }
        options.visionDevice = device
        options.visionCacheBytes = cacheMiB << 20
        guard let processor else { return }
        options.media.defaults.minPixels = processor["min_pixels"]?.intValue
        options.media.defaults.maxPixels = processor["max_pixels"]?.intValue
        options.media.defaults.maxTiles = Self.tileNames.lazy.compactMap { processor[$0]?.intValue }.first
    }
}

extension MediaLimits: CustomStringConvertible {
    package var description: String { "{\"image\": \(images), \"video\": \(videos)}" }
}

extension ValueFormat where Value == MediaLimits {
    /// JSON, or vLLM's older `image=4,video=1`.
    static var mediaLimits: Self {
        ValueFormat(valueName: "LIMITS", expectation: "such as {\"image\": 4, \"video\": 1}") { text in
            var limits = MediaLimits()
            for (name, count) in pairs(text) ?? [("", -1)] {
                guard (0...10_000).contains(count) else { return nil }
                switch name {
                case "image": limits.images = count
                case "video": limits.videos = count
                case "audio": continue
                default: return nil
                }
            }
            return limits
        }
    }

    private static func pairs(_ text: String) -> [(String, Int)]? {
        if text.hasPrefix("{") {
            guard let object = try? JSONValue(parsing: text).objectValue else { return nil }
            return object.map { ($0.key, $0.value.intValue ?? $0.value["count"]?.intValue ?? -1) }
        }
        return text.split(separator: ",").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1)
            return (String(parts.first ?? ""), parts.count == 2 ? Int(parts[1]) ?? -1 : -1)
        }
    }
}
