package import HTTPClient
internal import Support

/// Sends requests and takes the time of their answers.
package struct RequestSender: Sendable {
    private let client: HTTPClient
    private let settings: RequestSettings
    private let codec: TextCodec?

    /// - Parameter codec: counts tokens where the server does not.
    package init(_ client: HTTPClient, _ settings: RequestSettings, codec: TextCodec?) {
        self.client = client
        self.settings = settings
        self.codec = codec
    }

    /// Throws nothing but `CancellationError`; everything else is an outcome.
    package func send(
        _ request: BenchmarkRequest, origin: ContinuousClock.Instant = .now
    ) async throws(CancellationError) -> RequestOutcome {
        let http = settings.httpRequest(request)
        let start = ContinuousClock.now
        var outcome = RequestOutcome()
        do {
            outcome = try await measure(http, request, start)
        } catch {
            if error is CancellationError || Task.isCancelled { throw CancellationError() }
            outcome.promptTokens = request.promptTokens
            outcome.error = "\(error)"
        }
        outcome.start = (start - origin).inSeconds
        return outcome
    }

    private func measure(
        _ http: HTTPRequest, _ request: BenchmarkRequest, _ start: ContinuousClock.Instant
    ) async throws -> RequestOutcome {
        let response = try await client.execute(http)
        guard response.status == 200 else {
            throw BenchmarkError(ServerComplaint.sentence(response.head, try await response.body.collect()))
        }
        var measurement = StreamMeasurement(start: start, promptTokens: request.promptTokens)
        var decoder = ServerSentEventDecoder()
        var lastArrival = start
        for try await chunk in response.body {
            lastArrival = chunk.arrival
            for event in try decoder.push(chunk.bytes) { try measurement.take(event, at: chunk.arrival) }
        }
        if let event = decoder.finish() { try measurement.take(event, at: lastArrival) }
        return await measurement.finish { [codec] text in try? await codec?.encode(text, false).count }
    }
}
