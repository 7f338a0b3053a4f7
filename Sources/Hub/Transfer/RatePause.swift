internal import Synchronization

/// Nobody asks a hub while it wants to be left alone.
final class RatePause: Sendable {
    private let end = Mutex<ContinuousClock.Instant?>(nil)

    func extend(to time: ContinuousClock.Instant) {
        end.withLock { $0 = max($0 ?? time, time) }
    }

    func wait() async throws {
        while let end = end.withLock({ $0 }), end > .now { try await Task.sleep(until: end, clock: .continuous) }
    }
}
