internal import Synchronization

/// Something that happens once in a handler, and when.
final class Signal: Sendable {
    private let moment = Mutex<ContinuousClock.Instant?>(nil)

    var time: ContinuousClock.Instant? { moment.withLock { $0 } }
    var isSet: Bool { time != nil }

    func set() { moment.withLock { $0 = $0 ?? .now } }

    func wait() async throws -> Bool { try await eventually { isSet } }
}

final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    var count: Int { value.load(ordering: .sequentiallyConsistent) }
    @discardableResult func add(_ amount: Int = 1) -> Int {
        value.wrappingAdd(amount, ordering: .sequentiallyConsistent).newValue
    }
}

/// Waits until it is cancelled, and says when that was.
func waitUntilCancelled(_ cancelled: Signal) async {
    let (stream, end) = AsyncStream<Void>.makeStream()
    await withTaskCancellationHandler {
        for await _ in stream {}
    } onCancel: {
        cancelled.set()
        end.finish()
    }
}
