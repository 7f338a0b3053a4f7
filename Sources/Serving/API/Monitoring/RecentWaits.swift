internal import Dazzle
internal import Synchronization

/// How long the latest requests waited for their first turn, for who looks without a Prometheus to compute quantiles.
final class RecentWaits: Sendable {
    private struct Ring: Sendable {
        var seconds: [Double] = []
        var next = 0
    }

    private static let capacity = 1000
    private let rings = Mutex<[String: Ring]>([:])

    /// - Parameter model: one of those that are served, so that there are few.
    func note(_ seconds: Double, _ model: String) {
        rings.withLock { rings in
            var ring = rings[model, default: Ring()]
            rings[model] = nil  // Held once, so that it is not copied.
            if ring.seconds.count < Self.capacity {
                ring.seconds.append(seconds)
            } else {
                ring.seconds[ring.next] = seconds
            }
            ring.next = (ring.next + 1) % Self.capacity
            rings[model] = ring
        }
    }

    /// By the nearest rank; nil before the first request.
    func quantile(_ share: Double, of model: String) -> Double? {
        guard let seconds = rings.withLock({ $0[model]?.seconds }), !seconds.isEmpty else { return nil }
        let rank = Int((share * Double(seconds.count)).rounded(.up))
        return seconds.sorted()[min(max(rank, 1), seconds.count) - 1]
    }
}
