internal import Dazzle
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A conversation in a terminal or a pipe.
final class ChatSession<Model: TextModel>: Sendable {
    private struct State {
        var system: String?
        var messages: [ChatMessage] = []
        /// For the next message.
        var media: [MediaInput] = []
        var answer: Task<String, any Error>?
    }

    private let model: Model
    private let parameters: SamplingParameters
    private let variables: JSONObject
    private let console: Console
    private let isInteractive: Bool
    private let state: Mutex<State>

    init(
        model: Model, parameters: SamplingParameters, system: String?, variables: JSONObject, console: Console,
        isInteractive: Bool
    ) {
        self.model = model
        self.parameters = parameters
        self.variables = variables
        self.console = console
        self.isInteractive = isInteractive
        state = Mutex(State(system: system))
    }

    /// - Parameter nextLine: nil at the end of the input.
    func run(_ nextLine: () async throws -> String?) async throws {
        if isInteractive { try say("Ctrl-C stops an answer, /help lists commands, /exit ends.") }
        var joiner = LineJoiner()
        while true {
            if isInteractive { try console.output.write(joiner.isPending ? ". " : "> ") }
            guard let typed = try await nextLine() else { break }
            guard let line = joiner.push(typed) else { continue }
            if try await !handle(line) { return }
        }
        if let rest = joiner.finish() { _ = try await handle(rest) }
        if isInteractive { try console.output.write("\n") }
    }

    /// Ctrl-C: ends the answer that is being written, if there is one. Returns false if there is nothing to end and
    /// nobody to explain that to.
    func interrupt() -> Bool {
        if let answer = state.withLock({ $0.answer }) {
            answer.cancel()
            return true
        }
        guard isInteractive else { return false }
        try? console.output.write("\n")
        try? say("/exit or Ctrl-D ends the chat.")
        try? console.output.write("> ")
        return true
    }

    /// Returns false when the chat is over.
    private func handle(_ line: String) async throws -> Bool {
        switch ChatLine(line) {
        case .nothing: break
        case .message(let text): try await answer(text)
        case .help:
            try console.output.write(TextTable.render(ChatLine.commandHelp.map { [$0.command, $0.text] }))
        case .show(let kind, let path): try show(kind, path)
        case .reset:
            state.withLock { ($0.messages, $0.media) = ([], []) }
            try say("The conversation is forgotten.")
        case .system(nil): try say(state.withLock { $0.system } ?? "There is no system message.")
        case .system(let text?): try setSystem(text)
        case .exit: return false
        case .unknown(let word, let suggestion):
            try say(
                "There is no \(word)." + (suggestion.map { " Did you mean \($0)?" } ?? " /help lists the commands."))
        }
        return true
    }

    /// What cannot be opened is told at once, not with the answer.
    private func show(_ kind: MediaInput.Kind, _ path: String?) throws {
        if let path {
            guard MediaArgument.isAddress(path) || access(path, R_OK) == 0 else {
                return try say("\(path) cannot be opened; check the path.")
            }
            state.withLock { $0.media.append(MediaArgument.input(kind, path)) }
        }
        let waiting = state.withLock { $0.media.map { $0.place ?? "" } }
        try say(
            waiting.isEmpty
                ? "Give the path of a picture or clip, such as /image photo.jpeg."
                : "Shown with the next message: " + waiting.joined(separator: ", "))
    }

    private func setSystem(_ text: String) throws {
        state.withLock { state in
            state.system = text.isEmpty ? nil : text
            state.messages = []
        }
        try say(text.isEmpty ? "The system message is removed." : "The system message is set.")
    }

    private func answer(_ text: String) async throws {
        let chat = state.withLock { state in
            state.messages.append(state.media.isEmpty ? .user(text) : .user(text, media: state.media))
            state.media = []
            var chat = Chat((state.system.map { [.system($0)] } ?? []) + state.messages)
            chat.templateVariables = variables
            return chat
        }
        let task = Task { [model, parameters, console] in
            var written = ""
            do {
                for try await delta in try await model.stream(.chat(chat), parameters) where !delta.text.isEmpty {
                    written += delta.text
                    try console.output.write(delta.text)
                }
            } catch is CancellationError {}
            return written
        }
        state.withLock { $0.answer = task }
        defer { state.withLock { $0.answer = nil } }
        do {
            let written = try await task.value
            try console.output.write("\n")
            state.withLock { $0.messages.append(.assistant(written)) }
        } catch let error as DazzleError {
            // The chat goes on without the message that could not be answered.
            state.withLock { _ = $0.messages.popLast() }
            try console.output.write("\n")
            try console.errors.write(console.errorStyle.red("dazzle:") + " \(error.message)\n")
        }
    }

    /// Talks to the person, never into a pipe that should hold answers alone.
    private func say(_ text: String) throws {
        if isInteractive {
            try console.output.write(console.outputStyle.dim(text) + "\n")
        } else {
            try console.errors.write(text + "\n")
        }
    }
}
