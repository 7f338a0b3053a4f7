internal import Support

/// Follows a streamed answer event by event. Only events with choices count as tokens; usage is believed where it
/// comes without choices.
package struct AnswerReader: Sendable {
    private var record: RequestRecord
    private let textPath: [String]
    private let sent: ContinuousClock.Instant
    private var lastToken: ContinuousClock.Instant?
    private var reportedTokens: Int?
    private var failure: String?

    /// - Parameters:
    ///   - record: with what is known already.
    ///   - sent: when the request was sent.
    package init(_ record: RequestRecord, isChat: Bool, sent: ContinuousClock.Instant) {
        self.record = record
        self.sent = sent
        textPath = isChat ? ["delta", "content"] : ["text"]
    }

    package mutating func take(_ event: String, at time: ContinuousClock.Instant) {
        guard failure == nil, event != "[DONE]", !event.isEmpty else { return }
        guard let data = try? JSONValue(parsing: event) else {
            failure = "The server sent an event that is no JSON: \(event.prefix(80))"
            return
        }
        if let choice = data["choices"]?[0] {
            takeTokens(textPath.reduce(choice) { $0[$1] ?? .null }.stringValue ?? "", at: time)
        } else if let error = data["error"], !error.isNull {
            failure = error["message"]?.stringValue ?? error.written()
        } else if let usage = data["usage"] {
            reportedTokens = usage["completion_tokens"]?.intValue.map { max(0, min($0, Self.mostTokens)) }
            if let count = usage["prompt_tokens"]?.intValue { record.inputTokens = max(0, min(count, Self.mostTokens)) }
        }
    }

    /// No answer is longer; sums of what a server claims cannot overflow then.
    private static let mostTokens = Int(Int32.max)

    private mutating func takeTokens(_ text: String, at time: ContinuousClock.Instant) {
        if let lastToken {
            record.interTokenLatencies.append((time - lastToken) / .seconds(1))
        } else {
            record.timeToFirstToken = (time - sent) / .seconds(1)
        }
        lastToken = time
        record.text += text
    }

    package consuming func finish() -> RequestRecord {
        if let failure {
            record.outcome = .failure(failure)
        } else if let lastToken {
            record.outcome = .success
            record.latency = (lastToken - sent) / .seconds(1)
            // A server that reports none is taken to send a token in each piece.
            record.outputTokens = reportedTokens.flatMap { $0 > 0 ? $0 : nil } ?? record.interTokenLatencies.count + 1
        } else {
            record.outcome = .failure("The answer held no token.")
        }
        return record
    }
}
