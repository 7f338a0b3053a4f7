#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// How requests come in.
package struct Traffic: Sendable, Hashable {
    /// A rate that grows from the first request to the last.
    package struct Ramp: Sendable, Hashable {
        package enum Strategy: String, Sendable, CaseIterable { case linear, exponential }

        package var strategy: Strategy
        package var start: Int
        package var end: Int

        package init(_ strategy: Strategy, from start: Int, to end: Int) {
            self.strategy = strategy
            self.start = start
            self.end = end
        }
    }

    /// Requests a second; infinity sends all at once.
    package var rate = Double.infinity
    /// The shape of the gamma distribution of the gaps: 1 is a Poisson process, less is burstier, more is more even.
    package var burstiness = 1.0
    package var ramp: Ramp?
    package var maxConcurrency: Int?

    package init() {}

    /// The rate at which request `index` of `count` comes.
    func rate(at index: Int, of count: Int) -> Double {
        guard let ramp else { return rate }
        let progress = Double(index) / Double(max(count - 1, 1))
        let (start, end) = (Double(ramp.start), Double(ramp.end))
        return switch ramp.strategy {
        case .linear: start + (end - start) * progress
        case .exponential: start * pow(end / start, progress)
        }
    }

    /// When each of `count` requests comes, in seconds after the start. Without a ramp the gaps are stretched so that the
    /// last comes at count / rate whatever the seed is, which makes runs comparable.
    package func arrivals(_ count: Int, _ random: inout SeededRandom) -> [Double] {
        var time = 0.0
        var times: [Double] = []
        for index in 0..<count {
            let rate = rate(at: index, of: count)
            if rate.isFinite {
                time +=
                    burstiness.isFinite
                    ? random.gamma(shape: burstiness, scale: 1 / (rate * burstiness)) : 1 / rate
            }
            times.append(time)
        }
        guard ramp == nil, let last = times.last, last > 0 else { return times }
        let stretch = Double(count) / rate / last
        return times.map { $0 * stretch }
    }

    /// The seconds at which the rate of a ramp passes the next whole number, as the requests see it.
    func rateChanges(_ arrivals: [Double]) -> [(rate: Int, time: Double)] {
        guard let ramp else { return [] }
        var changes = [(rate: ramp.start, time: 0.0)]
        for (index, time) in arrivals.enumerated() {
            let reached = Int(rate(at: index, of: arrivals.count))
            while let last = changes.last?.rate, last < reached { changes.append((rate: last + 1, time: time)) }
        }
        return changes
    }
}
