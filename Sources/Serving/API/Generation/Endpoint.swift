internal import HTTPServer

/// The two ways to ask for text.
enum Endpoint: String, Sendable, CaseIterable {
    case chat = "chat.completions"
    case completions

    var path: String {
        switch self {
        case .chat: "chat/completions"
        case .completions: "completions"
        }
    }

    /// The field that holds the prompt.
    var promptField: String {
        switch self {
        case .chat: "messages"
        case .completions: "prompt"
        }
    }

    /// The answer's name: that of the HTTP request, where the client has given it one, else what the body says.
    func answerID(_ request: Request, _ ownID: String?) -> String {
        let isNamed = request.headers["X-Request-Id"] == request.id
        let id = isNamed ? request.id : ownID ?? request.id
        let digits = id.utf8.filter { $0 != UInt8(ascii: "-") }
        let isHex = digits.count == 32 && digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        let prefix = self == .chat ? "chatcmpl-" : "cmpl-"
        return prefix + (isHex ? String(decoding: digits, as: UTF8.self) : id)
    }
}
