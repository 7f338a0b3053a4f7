internal import Metrics
package import HTTPServer
internal import Support
internal import Synchronization

/// Lines of the log about requests.
package struct RequestLog: Sendable {
    /// Characters of a prompt or an answer that are shown where they are asked for.
    package static let textLimit = 2000

    package var logsPrompts: Bool

    package init(logsPrompts: Bool = false) { self.logsPrompts = logsPrompts }

    package func ended(_ record: GenerationRecord) {
        Log.event(record.outcome == .failed ? .warning : .info, "request", fields(of: record))
        if record.media.time > Self.longMedia { adviseOnMedia() }
    }

    private static let longMedia = Duration.seconds(10)

    /// Once, with the flag that helps.
    private func adviseOnMedia() {
        guard !Self.hasAdvised.exchange(true, ordering: .relaxed) else { return }
        Log.event(
            .info,
            "pictures take long to encode; --mm-processor-kwargs bounds what each costs, by max_pixels or num_crops",
            [:])
    }

    private static let hasAdvised = Atomic(false)

    package func refused(_ error: APIError, model: String?, endpoint: String, id: String) {
        Log.event(.info, "request refused", fields(of: error, model: model, endpoint: endpoint, id: id))
    }

    /// - Parameter isProbe: asked for by machines over and over; shown to those who debug.
    package func exchanged(_ exchange: ExchangeSummary, isProbe: Bool) {
        Log.event(isProbe && exchange.status.rawValue < 400 ? .debug : .info, "http", fields(of: exchange))
    }

    // MARK: Fields

    func fields(of record: GenerationRecord) -> JSONObject {
        var fields: JSONObject = [
            "id": .string(record.id), "model": .string(record.model), "endpoint": .string(record.endpoint),
            "stream": .bool(record.isStream), "prompt_tokens": .int(record.promptTokens),
            "cached_tokens": .int(record.cachedTokens), "completion_tokens": .int(record.completionTokens),
        ]
        if record.media != GenerationRecord.MediaCost() {
            fields["images"] = .int(record.media.images)
            fields["videos"] = .int(record.media.videos)
            fields["media_tokens"] = .int(record.media.tokens)
            fields["media_ms"] = Self.milliseconds(record.media.time)
        }
        fields["queue_ms"] = record.queueTime.map(Self.milliseconds)
        fields["ttft_ms"] = record.timeToFirstToken.map(Self.milliseconds)
        fields["total_ms"] = Self.milliseconds(record.duration)
        fields["tokens_per_s"] = record.tokensPerSecond.map { .double(($0 * 10).rounded() / 10) }
        fields["outcome"] = .string(record.outcome.name)
        if logsPrompts {
            fields["prompt"] = record.prompt.map(Self.excerpt)
            fields["answer"] = record.answer.map(Self.excerpt)
        }
        return fields
    }

    func fields(of error: APIError, model: String?, endpoint: String, id: String) -> JSONObject {
        var fields: JSONObject = ["id": .string(id), "endpoint": .string(endpoint)]
        fields["model"] = model.map { .string(Self.short($0)) }
        fields["reason"] = .string(error.kind.name)
        fields["parameter"] = error.parameter.map { .string(Self.short($0)) }
        fields["message"] = .string(Self.short(error.message))
        return fields
    }

    func fields(of exchange: ExchangeSummary) -> JSONObject {
        [
            "method": .string(Self.short(exchange.method)), "path": .string(Self.short(exchange.path)),
            "status": .int(exchange.status.rawValue), "bytes": .int(exchange.bytesSent),
            "ms": Self.milliseconds(exchange.duration), "peer": .string(exchange.peer), "id": .string(exchange.id),
            "outcome": .string(exchange.outcome.name),
        ]
    }

    private static func milliseconds(_ duration: Duration) -> JSONValue {
        .double((duration.seconds * 10_000).rounded() / 10)
    }

    private static func short(_ text: String) -> String { text.count > 300 ? text.prefix(300) + "…" : text }

    private static func excerpt(_ text: String) -> JSONValue {
        .string(text.count > textLimit ? text.prefix(textLimit) + "…" : text)
    }
}

extension ExchangeSummary.Outcome {
    var name: String {
        switch self {
        case .completed: "completed"
        case .clientGone: "client_gone"
        case .failed: "failed"
        case .refused: "refused"
        }
    }
}
