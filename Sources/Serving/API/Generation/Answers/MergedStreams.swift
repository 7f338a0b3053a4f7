internal import Dazzle
internal import Support

/// Reads several streams side by side, so that a stop string in one is seen while another is slow.
final class MergedStreams: Sendable {
    struct News: MailboxContent {
        var pieces: [AnswerFeed.Piece] = []
        var progress: [Int: AnswerFeed.Progress] = [:]
        var failure: (any Error)?

        var isEmpty: Bool { pieces.isEmpty && progress.isEmpty && failure == nil }
    }

    private let mailbox: Mailbox<News>
    private let reader: Task<Void, Never>

    init(_ iterators: [CompletionStream.Iterator]) {
        let mailbox = Mailbox<News>()
        self.mailbox = mailbox
        reader = Task {
            do {
                try await withThrowingTaskGroup { group in
                    for (prompt, iterator) in iterators.enumerated() {
                        group.addTask { try await Self.read(iterator, prompt, into: mailbox) }
                    }
                    try await group.waitForAll()
                }
            } catch {
                mailbox.update { $0.failure = error }
            }
            mailbox.close()
        }
    }

    deinit { reader.cancel() }

    private static func read(
        _ iterator: CompletionStream.Iterator, _ prompt: Int, into mailbox: Mailbox<News>
    ) async throws {
        var iterator = iterator
        while let delta = try await iterator.next() {
            let progress = AnswerFeed.Progress(iterator)
            mailbox.update { news in
                news.pieces.append(AnswerFeed.Piece(prompt: prompt, delta: delta))
                news.progress[prompt] = progress
            }
        }
        let progress = AnswerFeed.Progress(iterator)
        mailbox.update { $0.progress[prompt] = progress }
    }

    func next() async throws -> News? {
        guard let news = await mailbox.next() else {
            try Task.checkCancellation()
            return nil
        }
        if let failure = news.failure { throw failure }
        return news
    }
}
