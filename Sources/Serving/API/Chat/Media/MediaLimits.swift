internal import Dazzle
internal import Support

/// How many pictures and clips a conversation may show.
package struct MediaLimits: Sendable, Hashable {
    package var images = 64
    package var videos = 4

    package init() {}

    func check(_ messages: [ChatMessage]) throws(APIError) {
        for (kind, name, limit) in [(MediaInput.Kind.image, "image", images), (.video, "video", videos)] {
            let all = messages.flatMap(\.media).filter { $0.kind == kind }
            guard all.count > limit else { continue }
            throw APIError(
                .invalidValue,
                "At most \(limit) \(name)(s) may be provided in one prompt, and this one has \(all.count). Send fewer, or raise "
                    + "--limit-mm-per-prompt.", parameter: all[limit].place ?? "messages")
        }
    }
}
