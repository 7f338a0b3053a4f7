#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A request rate that grows over the run.
package struct RampUp: Hashable, Sendable {
    package enum Strategy: String, CaseIterable, Sendable { case linear, exponential }

    package var strategy: Strategy
    /// Requests per second, both above 0.
    package var start: Int
    package var end: Int

    package init(_ strategy: Strategy, from start: Int, to end: Int) {
        (self.strategy, self.start, self.end) = (strategy, start, end)
    }

    /// - Parameter progress: from 0 to 1.
    func rate(at progress: Double) -> Double {
        let (start, end) = (Double(start), Double(end))
        return switch strategy {
        case .linear: start + (end - start) * progress
        case .exponential: start * pow(end / start, progress)
        }
    }
}

/// When requests are sent: intervals drawn from a gamma distribution.
package struct Arrivals: Hashable, Sendable {
    /// Requests per second; infinity sends all at once.
    package var rate = Double.infinity
    /// The distribution's shape: 1 makes a Poisson process, more is more even, less comes in bursts.
    package var burstiness = 1.0
    package var rampUp: RampUp?

    package init(rate: Double = .infinity, burstiness: Double = 1, rampUp: RampUp? = nil) {
        (self.rate, self.burstiness, self.rampUp) = (rate, burstiness, rampUp)
    }

    /// One request's turn.
    package struct Turn: Hashable, Sendable {
        /// Seconds after the start.
        package var delay: Double
        /// The rate that was asked for at that point.
        package var rate: Double

        /// At once.
        package static let now = Turn(delay: 0, rate: .infinity)
    }

    package func plan(_ count: Int, using source: inout RandomSource) -> [Turn] {
        var turns: [Turn] = []
        var delay = 0.0
        for index in 0..<count {
            let rate = rampUp?.rate(at: Double(index) / Double(max(1, count - 1))) ?? rate
            delay += interval(rate, &source)
            turns.append(Turn(delay: delay, rate: rate))
        }
        // The sum of random intervals misses its mean by a percent or two. At a fixed rate it is stretched to fit, so
        // that seeds do not change the offered load.
        guard rampUp == nil, delay > 0 else { return turns }
        let stretch = Double(count) / rate / delay
        return turns.map { Turn(delay: $0.delay * stretch, rate: $0.rate) }
    }

    private func interval(_ rate: Double, _ source: inout RandomSource) -> Double {
        if rate == .infinity { return 0 }
        if burstiness == .infinity { return 1 / rate }
        return source.gamma(shape: burstiness) / (rate * burstiness)
    }
}
