internal import HTTPClient

/// Sends prompts and measures the answers.
package struct RequestSender: Sendable {
    package var server: BenchServer
    package var target: BenchTarget

    package init(_ server: BenchServer, _ target: BenchTarget) { (self.server, self.target) = (server, target) }

    /// - Parameters:
    ///   - id: what the server may call the request in its log.
    ///   - record: with what is known already.
    package func send(_ prompt: BenchPrompt, id: String, _ record: RequestRecord = .init()) async -> RequestRecord {
        var record = record
        record.inputTokens = prompt.inputTokens
        do {
            return try await measure(prompt, id, record)
        } catch {
            record.outcome = Task.isCancelled ? .cancelled : .failure("\(error)")
            return record
        }
    }

    private func measure(_ prompt: BenchPrompt, _ id: String, _ record: RequestRecord) async throws -> RequestRecord {
        let body = target.body(for: prompt)
        let sent = ContinuousClock.now
        let answer = try await server.post(target.endpoint, body, headers: [("x-request-id", id)])
        guard answer.status == 200 else { throw BenchError(await BenchServer.complaint(of: answer)) }
        var reader = AnswerReader(record, isChat: target.backend.isChat, sent: sent)
        var events = EventStreamDecoder()
        var last = sent
        for try await piece in answer.body {
            last = piece.time
            for event in events.push(piece.bytes) { reader.take(event, at: piece.time) }
        }
        if let event = events.finish() { reader.take(event, at: last) }
        try Task.checkCancellation()
        return reader.finish()
    }
}
