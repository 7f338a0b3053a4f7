internal import Dazzle
internal import HTTPServer

/// An answer that has begun and is sent as it comes.
struct StreamedAnswer<Source: AnswerSource>: Sendable {
    let first: [AnswerFeed.Piece]
    let feed: Source
    let writer: EventWriter
    let watch: GenerationWatch
    let choicesPerPrompt: Int

    func send(to sink: any BodySink) async throws {
        var writer = writer
        do {
            try await send(&writer, to: sink)
            watch.finish()
        } catch {
            watch.fail(error)
            guard !error.isCancellation else { throw error }
            writer.fail(APIError(error))
            try await sink.write(writer.take())
        }
    }

    private func send(_ writer: inout EventWriter, to sink: any BodySink) async throws {
        var feed = feed
        var pieces: [AnswerFeed.Piece]? = first
        watch.note(feed.progress)
        while let batch = pieces {
            for piece in batch {
                watch.note(piece.delta, choice: piece.prompt * choicesPerPrompt + piece.delta.index)
                writer.add(piece, feed.progress[piece.prompt])
            }
            // The last pieces go out together with the end.
            if !writer.isComplete { try await Self.write(writer.take(), to: sink) }
            pieces = try await feed.next()
        }
        watch.note(feed.progress)
        writer.finish(feed.usage)
        try await Self.write(writer.take(), to: sink)
    }

    /// Whatever keeps a write from succeeding, nobody reads on.
    private static func write(_ bytes: [UInt8], to sink: any BodySink) async throws {
        guard !bytes.isEmpty else { return }
        do {
            try await sink.write(bytes)
        } catch {
            throw ClientGone()
        }
    }
}
