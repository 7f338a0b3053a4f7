internal import Dazzle

/// What a typed line means.
enum ChatLine: Hashable {
    case nothing
    case message(String)
    case help
    case reset
    /// nil shows the system message, an empty text removes it.
    case system(String?)
    /// A picture or clip for the next message; nil shows what waits.
    case show(MediaInput.Kind, String?)
    case exit
    case unknown(String, suggestion: String?)

    static let commandHelp: [(command: String, text: String)] = [
        ("/help", "lists these commands"),
        ("/reset", "forgets the conversation"),
        ("/system TEXT", "sets the system message and forgets the conversation"),
        ("/image PATH", "shows a picture with the next message"),
        ("/video PATH", "shows a clip with the next message"),
        ("/exit", "ends the chat"),
    ]

    /// Two slashes at the beginning stand for one that is part of the message.
    init(_ line: String) {
        let text = String(line.drop(while: \.isWhitespace))
        guard text.contains(where: { !$0.isWhitespace }) else {
            self = .nothing
            return
        }
        guard text.hasPrefix("/"), !text.hasPrefix("//") else {
            self = .message(text.hasPrefix("//") ? String(text.dropFirst()) : line)
            return
        }
        let word = String(text.prefix { !$0.isWhitespace })
        let rest = text.dropFirst(word.count).drop(while: \.isWhitespace)
        switch word {
        case "/help", "/?": self = .help
        case "/reset", "/clear": self = .reset
        case "/system": self = .system(text.count == word.count ? nil : String(rest))
        case "/image": self = .show(.image, rest.isEmpty ? nil : Self.path(rest))
        case "/video": self = .show(.video, rest.isEmpty ? nil : Self.path(rest))
        case "/exit", "/quit", "/bye": self = .exit
        default:
            let known = ["/help", "/reset", "/system", "/image", "/video", "/exit"]
            self = .unknown(word, suggestion: nearest(to: word, in: known))
        }
    }
}

extension ChatLine {
    /// Terminals quote what is dropped on them.
    private static func path(_ text: Substring) -> String {
        let text = text.reversed().drop(while: \.isWhitespace).reversed()
        for quote: Character in ["'", "\""] where text.count > 1 && text.first == quote && text.last == quote {
            return String(text.dropFirst().dropLast())
        }
        return String(text).replacing("\\ ", with: " ")
    }
}

/// Joins lines that end with a backslash.
struct LineJoiner {
    private var pending: [String] = []

    var isPending: Bool { !pending.isEmpty }

    /// The whole line once it is complete.
    mutating func push(_ line: String) -> String? {
        if line.hasSuffix("\\") {
            pending.append(String(line.dropLast()))
            return nil
        }
        defer { pending = [] }
        return (pending + [line]).joined(separator: "\n")
    }

    /// What is left when the input ends.
    mutating func finish() -> String? {
        defer { pending = [] }
        return pending.isEmpty ? nil : pending.joined(separator: "\n")
    }

    mutating func reset() { pending = [] }
}
