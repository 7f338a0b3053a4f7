internal import HTTPClient
internal import Support

/// Takes the time of a streamed answer, event by event.
///
/// A token is an event with choices, so the role that a chat begins with counts as its first token. Usage counts tokens,
/// as one event may bring several.
struct StreamMeasurement {
    private let start: ContinuousClock.Instant
    private var last: ContinuousClock.Instant?
    private(set) var outcome = RequestOutcome()
    private var usageTokens: Int?
    private var eventCount = 0

    private static let longestText = 64 << 20

    init(start: ContinuousClock.Instant, promptTokens: Int) {
        self.start = start
        outcome.promptTokens = promptTokens
    }

    mutating func take(_ event: ServerSentEvent, at arrival: ContinuousClock.Instant) throws(BenchmarkError) {
        guard !event.data.elementsEqual("[DONE]".utf8), !event.data.isEmpty else { return }
        guard let chunk = try? JSONValue(parsing: event.data, limits: JSONLimits(depth: 64)) else {
            throw BenchmarkError("the server sent an event that is not JSON: \(event.text.prefix(200))")
        }
        if let error = chunk["error"], !error.isNull {
            throw BenchmarkError("the server broke the answer off: \(ServerComplaint.sentence(error))")
        }
        if let choice = chunk["choices"]?[0] {
            count(arrival)
            let text = choice["text"]?.stringValue ?? choice["delta"]?["content"]?.stringValue ?? ""
            if outcome.text.utf8.count + text.utf8.count <= Self.longestText { outcome.text += text }
        }
        if let usage = chunk["usage"] {
            if let tokens = usage["completion_tokens"]?.intValue { usageTokens = tokens }
            if let tokens = usage["prompt_tokens"]?.intValue, tokens >= 0 { outcome.promptTokens = tokens }
        }
    }

    private mutating func count(_ arrival: ContinuousClock.Instant) {
        eventCount += 1
        if let last {
            outcome.gaps.append((arrival - last).inSeconds)
        } else {
            outcome.timeToFirst = (arrival - start).inSeconds
        }
        last = arrival
        outcome.latency = (arrival - start).inSeconds
    }

    /// - Parameter countTokens: counts the tokens of a text where the server has not.
    mutating func finish(countTokens: (String) async -> Int?) async -> RequestOutcome {
        guard eventCount > 0 else {
            outcome.error = "the answer ended without a single token"
            return outcome
        }
        outcome.isSuccess = true
        if let usageTokens, usageTokens > 0 {
            outcome.outputTokens = usageTokens
        } else {
            outcome.outputTokens = await countTokens(outcome.text) ?? eventCount
        }
        return outcome
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
