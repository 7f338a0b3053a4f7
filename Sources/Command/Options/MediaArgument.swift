internal import Dazzle

/// A picture or clip that somebody names on the command line or in a chat: a file, or an address.
enum MediaArgument {
    static func isAddress(_ text: String) -> Bool {
        ["http://", "https://", "data:"].contains { text.lowercased().hasPrefix($0) }
    }

    static func input(_ kind: MediaInput.Kind, _ text: String) -> MediaInput {
        var input = MediaInput(kind, isAddress(text) ? .url(text) : .file(text))
        input.place = text.hasPrefix("data:") ? "--\(kind == .image ? "image" : "video")" : text
        return input
    }
}
