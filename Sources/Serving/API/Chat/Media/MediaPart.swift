internal import Dazzle
internal import Support

/// Reads the parts of messages that show something: OpenAI's `image_url`, vLLM's and OVMS's `video_url`, and the `image` and
/// `video` of Qwen's own tools, with their options beside them.
enum MediaPart {
    private typealias Reader = @Sendable (Fields, JSONValue, String) throws(APIError) -> MediaInput

    /// By the name of the member that holds it, which is that of the type too.
    private static let readers: [String: Reader] = [
        "image_url": { fields, value, place throws(APIError) in try image(fields, try url(value, place)) },
        "input_image": { fields, value, place throws(APIError) in try image(fields, try url(value, place)) },
        "image": { fields, value, place throws(APIError) in try image(fields, try url(value, place)) },
        "video_url": { fields, value, place throws(APIError) in try video(fields, .url(try url(value, place))) },
        "video": { fields, value, place throws(APIError) in try video(fields, try frames(value, place)) },
    ]

    /// nil if the part shows nothing.
    static func read(_ part: JSONObject, type: String, at place: String) throws(APIError) -> MediaInput? {
        guard let reader = readers[type] else { return nil }
        let member = type == "input_image" ? "image_url" : type
        let fields = Fields(part, within: place, lax: true)
        let uuid = try uuid(fields, place)
        var input =
            switch fields[member] {
            case .some(let value) where uuid == nil || value != .object(JSONObject()):
                try reader(fields, value, "\(place).\(member)")
            case _ where uuid != nil: try kept(fields, type)
            default:
                throw APIError(.malformedBody, "\(place).\(member) is missing", parameter: "\(place).\(member)")
            }
        input.place = place
        input.uuid = uuid
        return input
    }

    /// vLLM's name for media that are sent once and shown again.
    private static func uuid(_ fields: Fields, _ place: String) throws(APIError) -> String? {
        guard let uuid = try fields.string("uuid") else { return nil }
        guard !uuid.isEmpty, uuid.utf8.count <= 256 else {
            throw APIError(
                .invalidValue, "\(place).uuid must have 1 to 256 bytes, got \(uuid.utf8.count)",
                parameter: "\(place).uuid")
        }
        return uuid
    }

    /// What was sent before.
    private static func kept(_ fields: Fields, _ type: String) throws(APIError) -> MediaInput {
        if type.hasPrefix("video") { return try video(fields, .kept) }
        var input = MediaInput(.image, .kept)
        input.options = try options(fields)
        return input
    }

    /// A text, or an object that holds one as `url`.
    private static func url(_ value: JSONValue, _ place: String) throws(APIError) -> String {
        if let text = value.stringValue { return text }
        guard let object = value.objectValue else {
            throw APIError(
                .malformedBody, "\(place) must be an object with a url, got \(value.kindName)", parameter: place)
        }
        guard let text = try Fields(object, within: place).string("url") else {
            throw APIError(.malformedBody, "\(place).url is missing", parameter: "\(place).url")
        }
        return text
    }

    /// A video's address, or a list of those of its frames.
    private static func frames(_ value: JSONValue, _ place: String) throws(APIError) -> MediaInput.Content {
        guard let values = value.arrayValue else { return .url(try url(value, place)) }
        guard !values.isEmpty, values.count <= 1024 else {
            throw APIError(
                .invalidValue, "\(place) must list 1 to 1024 frames, got \(values.count)", parameter: place)
        }
        var frames: [MediaInput.Content] = []
        for (index, value) in values.enumerated() { frames.append(.url(try url(value, "\(place)[\(index)]"))) }
        return .frames(frames)
    }

    private static func image(_ fields: Fields, _ url: String) throws(APIError) -> MediaInput {
        var input = MediaInput.image(url: url)
        input.options = try options(fields)
        return input
    }

    private static func video(_ fields: Fields, _ content: MediaInput.Content) throws(APIError) -> MediaInput {
        var input = MediaInput(.video, content)
        input.options = try options(fields)
        if let rate = try fields.double("fps") {
            guard rate > 0, rate <= 240 else { throw fields.outOfRange("fps", "above 0 and at most 240", rate) }
            input.options.framesPerSecond = rate
        }
        for name in ["nframes", "num_frames"] {
            guard let count = try fields.int(name) else { continue }
            guard count == -1 || (1...4096).contains(count) else {
                throw fields.outOfRange(name, "1 to 4096, or -1 for all", Double(count))
            }
            input.options.frameCount = count
        }
        return input
    }

    private static func options(_ fields: Fields) throws(APIError) -> MediaInput.Options {
        var options = MediaInput.Options()
        options.minPixels = try pixels(fields, "min_pixels")
        options.maxPixels = try pixels(fields, "max_pixels")
        options.resizedWidth = try side(fields, "resized_width")
        options.resizedHeight = try side(fields, "resized_height")
        return options
    }

    /// A number, or a product such as "360*420".
    private static func pixels(_ fields: Fields, _ name: String) throws(APIError) -> Int? {
        guard let value = fields[name] else { return nil }
        let count = value.intValue ?? value.stringValue.flatMap(Arithmetic.value)
        guard let count else {
            throw APIError(
                .invalidValue, "Invalid \(name) format: \(value.stringValue?.prefix(60) ?? "\(value.kindName)")",
                parameter: name)
        }
        guard (1...1_000_000_000).contains(count) else {
            throw fields.outOfRange(name, "1 to 1000000000", Double(count))
        }
        return count
    }

    private static func side(_ fields: Fields, _ name: String) throws(APIError) -> Int? {
        guard let side = try fields.int(name) else { return nil }
        guard (1...16384).contains(side) else { throw fields.outOfRange(name, "1 to 16384", Double(side)) }
        return side
    }
}

extension Fields {
    fileprivate func outOfRange(_ name: String, _ range: String, _ value: Double) -> APIError {
        let shown = value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
        return APIError(.invalidValue, "\(name) must be \(range), got \(shown)", parameter: name)
    }
}
