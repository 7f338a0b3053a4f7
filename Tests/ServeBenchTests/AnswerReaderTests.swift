import Testing

@testable import ServeBench

@Suite struct AnswerReaderTests {
    private static let sent = ContinuousClock.now

    /// Events a tenth of a second apart.
    private static func read(_ events: [String], isChat: Bool = false) -> RequestRecord {
        var record = RequestRecord()
        record.inputTokens = 5
        var reader = AnswerReader(record, isChat: isChat, sent: sent)
        for (place, event) in events.enumerated() { reader.take(event, at: sent + .milliseconds(100 * (place + 1))) }
        return reader.finish()
    }

    private static let usage = #"{"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 3}}"#

    @Test func timesTokensButNotUsage() {
        let record = Self.read([
            #"{"choices": [{"text": "a"}]}"#, #"{"choices": [{"text": ""}]}"#, #"{"choices": [{"text": "b"}]}"#,
            Self.usage, "[DONE]",
        ])
        #expect(record.outcome == .success)
        #expect(record.text == "ab")
        #expect(isNear(record.timeToFirstToken, 0.1))
        #expect(record.interTokenLatencies.count == 2)
        #expect(isNear(record.latency, 0.3))
        #expect(record.inputTokens == 9)
        #expect(record.outputTokens == 3)
        #expect(record.timePerOutputToken.map { isNear($0, 0.1) } == true)
    }

    @Test func aRoleIsTheFirstToken() {
        let record = Self.read(
            [#"{"choices": [{"delta": {"role": "assistant"}}]}"#, #"{"choices": [{"delta": {"content": "hi"}}]}"#],
            isChat: true)
        #expect(record.text == "hi")
        #expect(isNear(record.timeToFirstToken, 0.1))
        #expect(record.outputTokens == 2)
        #expect(record.inputTokens == 5)
    }

    @Test(arguments: [
        ([], "The answer held no token."),
        ([usage, "[DONE]"], "The answer held no token."),
        (["{"], "The server sent an event that is no JSON: {"),
        ([#"{"choices": [{"text": "a"}]}"#, #"{"error": {"message": "gone"}}"#], "gone"),
        ([#"{"error": 5}"#], "5"),
    ])
    func failuresSayWhy(_ events: [String], _ message: String) {
        #expect(Self.read(events).outcome == .failure(message))
    }

    @Test(arguments: ["-5", "9223372036854775807", "1e300", "null", "\"x\""])
    func sumsSurviveWildUsage(_ count: String) {
        let usage = "{\"usage\": {\"prompt_tokens\": \(count), \"completion_tokens\": \(count)}}"
        let record = Self.read([#"{"choices": [{"text": "a"}]}"#, usage])
        let metrics = BenchMetrics(Array(repeating: record, count: 100), duration: 1, .init())
        #expect(metrics.outputTokens >= 100)
        #expect(metrics.inputTokens >= 0)
    }
}
