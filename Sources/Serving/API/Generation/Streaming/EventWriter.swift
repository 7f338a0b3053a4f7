internal import Dazzle
internal import HTTPServer
internal import Support

/// Writes an answer as server-sent events, piece by piece, into a buffer that is taken whenever it may go out.
struct EventWriter: Sendable {
    private let plan: GenerationPlan
    private let dialect: Dialect
    private let stream: StreamOptions
    private var scribes: [ChoiceScribe]
    /// Of plain chunks: text and nothing else to tell.
    private var frames: [ChunkFrame?]
    private var openChoices: Int
    private var buffer: [UInt8] = []

    init(_ plan: GenerationPlan, _ stream: StreamOptions, _ dialect: Dialect) {
        self.plan = plan
        self.stream = stream
        self.dialect = dialect
        scribes = (0..<plan.choiceCount).map { ChoiceScribe(plan, index: $0) }
        frames = Array(repeating: nil, count: plan.choiceCount)
        openChoices = plan.choiceCount
    }

    /// All choices have ended; what is left goes out with the end of the stream.
    var isComplete: Bool { openChoices == 0 }

    mutating func add(_ piece: AnswerFeed.Piece, _ progress: AnswerFeed.Progress) {
        let index = piece.prompt * plan.choicesPerPrompt + piece.delta.index
        guard scribes.indices.contains(index) else { return }
        let isFirst = !scribes[index].hasBegun
        let chunk = scribes[index].piece(of: piece.delta, promptLogprobs: progress.promptLogprobs, plan)
        if chunk.finishReason != nil { openChoices -= 1 }
        if isFirst { open(chunk, progress) }
        guard !chunk.isEmpty else { return }
        if chunk.finishReason == nil, chunk.logprobs.isNull, chunk.tokens == nil, !stream.includesUsageAlways {
            appendPlain(chunk)
        } else {
            EventBytes.append(plan.format.chunk(chunk, usage: usage(index, progress)), to: &buffer)
        }
    }

    private mutating func open(_ chunk: ChoicePiece, _ progress: AnswerFeed.Progress) {
        var usage: JSONValue?
        if stream.includesUsageAlways {
            usage = plan.format.usage(progress.usage(completionTokens: 0))
        }
        guard let opening = plan.format.opening(chunk.index, usage: usage, promptTokens: chunk.promptTokens) else {
            return
        }
        EventBytes.append(opening, to: &buffer)
    }

    private mutating func appendPlain(_ chunk: ChoicePiece) {
        let frame = frames[chunk.index] ?? ChunkFrame(plan.format, choice: chunk.index, usage: usageToCome)
        frames[chunk.index] = frame
        frame.append(chunk.text, to: &buffer)
    }

    private var usageToCome: JSONValue? { stream.includesUsage ? plan.format.usageToCome : nil }

    private func usage(_ index: Int, _ progress: AnswerFeed.Progress) -> JSONValue? {
        guard stream.includesUsageAlways else { return usageToCome }
        return plan.format.usage(progress.usage(completionTokens: scribes[index].tokenCount))
    }

    /// The answer has ended well.
    mutating func finish(_ usage: Usage) {
        if stream.includesUsage {
            EventBytes.append(plan.format.closing(plan.format.usage(plan.shown(usage))), to: &buffer)
        }
        buffer.append(contentsOf: ServerSentEvents.done)
    }

    /// The answer breaks off. The status has been sent, so an event tells why.
    mutating func fail(_ error: APIError) {
        EventBytes.append(dialect.body(of: error), to: &buffer)
        if dialect == .openAI { buffer.append(contentsOf: ServerSentEvents.done) }
    }

    /// What is to be sent now.
    mutating func take() -> [UInt8] {
        defer { buffer.removeAll(keepingCapacity: false) }
        return buffer
    }
}

extension AnswerFeed.Progress {
    fileprivate func usage(completionTokens: Int) -> Usage {
        var usage = usage
        usage.completionTokens = completionTokens
        return usage
    }
}
