internal import Dazzle
internal import HTTPServer

/// A request that has been read and checked, before its media are fetched and its prompt is written.
struct Draft: Sendable {
    enum Body: Sendable {
        case chat(ChatRequest)
        case completion(CompletionRequest)
    }

    var request: Request
    var endpoint: Endpoint
    var served: ModelCatalog.Served
    var body: Body

    /// Pictures and clips of all messages, in order.
    var media: [MediaInput] {
        guard case .chat(let body) = body else { return [] }
        return body.chat.messages.flatMap(\.media)
    }
}
