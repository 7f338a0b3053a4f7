internal import Synchronization

/// Counts the requests that wait for their first turn, and keeps their number within a limit.
final class QueueGauge: Sendable {
    let limit: Int?
    private let waiting = Atomic<Int>(0)

    init(limit: Int?) { self.limit = limit }

    var count: Int { waiting.load(ordering: .relaxed) }

    /// How many wait already; nil if the queue is full.
    func enter() -> Int? {
        let before = waiting.wrappingAdd(1, ordering: .relaxed).oldValue
        guard let limit, before >= limit else { return before }
        leave()
        return nil
    }

    /// A request has had its first turn, or has ended without one.
    func leave() { waiting.wrappingSubtract(1, ordering: .relaxed) }
}
