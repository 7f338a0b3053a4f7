internal import API
internal import Dazzle
internal import Support

/// What requests may show a model, and from where.
struct ServeMediaOptions: Hashable {
    var localPath: String?
    var domains: [String] = []
    var limits = MediaLimits()
    var processor: JSONObject?
    var io: JSONObject?
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
                    "How pictures are read, and the most that requests may ask for: max_pixels (what bounds the time a picture "
                        + "takes), min_pixels, num_crops, fps."),
                .option(
                    "media-io-kwargs", \.io, .jsonObject, unset: "two frames a second",
                    "How clips are read, such as '{\"video\": {\"num_frames\": 32}}'."),
                .option(
                    "vision-device", \.device, .text("DEVICE"), unset: "that of the model; the CPU beside an NPU",
                    "Device that encodes pictures."),
                .option(
                    "vision-cache-size", \.cacheMiB, .integer("MIB", atLeast: 0, atMost: 1 << 20),
                    "Memory for what was made of pictures seen lately, in MiB."),
            ])
    }

    var complaint: String? {
        do {
            _ = try MediaKeywords.options(processor: processor ?? JSONObject())
        } catch {
            return "--mm-processor-kwargs \(error.text)."
        }
        do {
            _ = try MediaKeywords.options(io: io ?? JSONObject())
        } catch {
            return "--media-io-kwargs \(error.text)."
        }
        return nil
    }

    func apply(to options: inout LoadOptions) {
        options.media.localPath = localPath
        options.media.domains = domains.flatMap { $0.split(separator: ",").map { $0.lowercased() } }
        options.visionDevice = device
        options.visionCacheBytes = cacheMiB << 20
        // What is wrong with them has been complained of.
        let frames = try? MediaKeywords.options(io: io ?? JSONObject())
        let pictures = try? MediaKeywords.options(processor: processor ?? JSONObject())
        options.media.defaults = (pictures ?? .init()).merged(over: frames ?? .init())
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
