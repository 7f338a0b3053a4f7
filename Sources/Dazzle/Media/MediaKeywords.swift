package import Support

/// What clients of vLLM send as `mm_processor_kwargs` and `media_io_kwargs`.
package enum MediaKeywords {
    /// A sentence that says which member is wrong; it begins after the field's name.
    package struct Complaint: Error, Sendable { package let text: String }

    private static let tileNames = ["num_crops", "max_slice_nums", "max_dynamic_patch", "max_tiles"]
    private static let names = ["min_pixels", "max_pixels"] + tileNames + ["fps", "num_frames", "size"]

    /// - Parameter processor: as the families' own processors name their options.
    package static func options(processor: JSONObject) throws(Complaint) -> MediaInput.Options {
        var options = MediaInput.Options()
        for (name, value) in processor where !value.isNull {
            switch name {
            case "min_pixels": options.minPixels = try count(name, value)
            case "max_pixels": options.maxPixels = try count(name, value)
            case "size":
                for (edge, value) in value.objectValue ?? JSONObject() {
                    // Processors of the Qwen family mean areas by these names.
                    if edge == "shortest_edge" { options.minPixels = try count("size.\(edge)", value) }
                    if edge == "longest_edge" { options.maxPixels = try count("size.\(edge)", value) }
                }
            case "fps": options.framesPerSecond = try rate(name, value)
            case "num_frames": options.frameCount = try frames(name, value)
            case _ where tileNames.contains(name): options.maxTiles = try count(name, value)
            default:
                throw Complaint(text: "has no \(name.prefix(40)); it knows \(names.joined(separator: ", "))")
            }
        }
        return options
    }

    /// - Parameter io: by the kind of media; what concerns others is passed over.
    package static func options(io: JSONObject) throws(Complaint) -> MediaInput.Options {
        var options = MediaInput.Options()
        guard let video = io["video"]?.objectValue else { return options }
        if let value = video["fps"], !value.isNull { options.framesPerSecond = try rate("video.fps", value) }
        if let value = video["num_frames"], !value.isNull {
            options.frameCount = try frames("video.num_frames", value)
        }
        return options
    }

    private static func count(_ name: String, _ value: JSONValue) throws(Complaint) -> Int {
        guard let count = value.intValue, (1...1_000_000_000).contains(count) else {
            throw Complaint(text: ": \(name) must be a whole number from 1 to 1000000000")
        }
        return count
    }

    private static func rate(_ name: String, _ value: JSONValue) throws(Complaint) -> Double {
        guard let rate = value.doubleValue, rate > 0, rate <= 240 else {
            throw Complaint(text: ": \(name) must be above 0 and at most 240")
        }
        return rate
    }

    private static func frames(_ name: String, _ value: JSONValue) throws(Complaint) -> Int {
        guard let count = value.intValue, count == -1 || (1...4096).contains(count) else {
            throw Complaint(text: ": \(name) must be 1 to 4096, or -1 for all")
        }
        return count
    }
}

extension MediaInput.Options {
    /// These, and where they say nothing, the others.
    package func merged(over other: MediaInput.Options) -> MediaInput.Options {
        var result = self
        result.minPixels = minPixels ?? other.minPixels
        result.maxPixels = maxPixels ?? other.maxPixels
        result.resizedWidth = resizedWidth ?? other.resizedWidth
        result.resizedHeight = resizedHeight ?? other.resizedHeight
        result.maxTiles = maxTiles ?? other.maxTiles
        // A rate and a number of frames say the same in two ways, so one that is given replaces both.
        if framesPerSecond == nil, frameCount == nil {
            result.framesPerSecond = other.framesPerSecond
            result.frameCount = other.frameCount
        }
        return result
    }

    /// The operator's bounds hold whatever a request says: they are what keeps a picture from taking minutes.
    func bounded(by limits: MediaInput.Options) -> MediaInput.Options {
        var result = merged(over: limits)
        if let most = limits.maxPixels {
            result.maxPixels = result.maxPixels.map { min($0, most) }
            result.minPixels = result.minPixels.map { min($0, most) }
            if let width = result.resizedWidth, let height = result.resizedHeight, width * height > most {
                (result.resizedWidth, result.resizedHeight) = (nil, nil)
            }
        }
        if let most = limits.maxTiles { result.maxTiles = result.maxTiles.map { min($0, most) } }
        return result
    }
}
