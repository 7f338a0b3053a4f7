import Dazzle
import Support
import Synchronization
import Testing

@testable import API

@Suite struct GenerationWatchTests {
    private final class Recorder: ServingMonitor {
        let steps = Mutex<[(count: Int, isFirst: Bool)]>([])
        func began(_ model: String) {}
        func tokens(_ count: Int, after gap: Duration, isFirst: Bool, _ model: String) {
            steps.withLock { $0.append((count, isFirst)) }
        }
        func ended(_ record: GenerationRecord) {}
        func refused(_ error: APIError, model: String?, endpoint: String, id: String) {}
    }

    /// A reader that is late gets several tokens at once; each but the request's first is still one after another.
    @Test func countsEveryGapHoweverTokensAreFetched() {
        for pieces in [[7], [1, 6], [2, 5], [3, 1, 3], [1, 1, 1, 1, 1, 1, 1]] {
            let recorder = Recorder()
            let record = GenerationRecord(
                id: "a", model: "m", endpoint: "completions", isStream: true, arrival: .now)
            let watch = GenerationWatch(record, recorder, logsAnswers: false)
            for count in pieces {
                watch.note(CompletionDelta(index: 0, tokens: Array(repeating: 5, count: count)), choice: 0)
            }
            watch.finish()
            let steps = recorder.steps.withLock { $0 }
            #expect(steps.filter(\.isFirst).map(\.count) == [1], "\(pieces)")
            #expect(steps.filter { !$0.isFirst }.reduce(0) { $0 + $1.count } == 6, "\(pieces)")
        }
    }
}
