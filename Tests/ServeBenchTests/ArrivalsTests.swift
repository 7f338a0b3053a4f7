import Testing

@testable import ServeBench

@Suite struct ArrivalsTests {
    private static func delays(_ arrivals: Arrivals, count: Int = 1000, seed: UInt64 = 7) -> [Double] {
        var source = RandomSource(seed: seed)
        return arrivals.plan(count, using: &source).map(\.delay)
    }

    @Test func seedsDecide() {
        let arrivals = Arrivals(rate: 4)
        #expect(Self.delays(arrivals) == Self.delays(arrivals))
        #expect(Self.delays(arrivals) != Self.delays(arrivals, seed: 8))
    }

    @Test func allAtOnceWithoutARate() {
        #expect(Self.delays(Arrivals()).allSatisfy { $0 == 0 })
    }

    @Test(arguments: [0.3, 1, 4, .infinity])
    func theLastComesWhenTheRateSays(_ burstiness: Double) {
        let delays = Self.delays(Arrivals(rate: 4, burstiness: burstiness))
        #expect(isNear(delays.last ?? 0, 250))
        #expect(zip(delays, delays.dropFirst()).allSatisfy { $0 <= $1 })
    }

    /// Intervals of a gamma distribution with shape k spread by 1/√k of their mean.
    @Test(arguments: [(0.25, 2), (1, 1), (4, 0.5), (100, 0.1)])
    func burstinessSetsTheSpread(_ burstiness: Double, _ spread: Double) {
        let delays = Self.delays(Arrivals(rate: 2, burstiness: burstiness), count: 20_000)
        let intervals = zip(delays.dropFirst(), delays).map { $0 - $1 }
        let measured = Statistics.standardDeviation(intervals) / Statistics.mean(intervals)
        #expect(abs(measured / spread - 1) < 0.05)
    }

    @Test(arguments: [(RampUp.Strategy.linear, [2.0, 5, 8]), (.exponential, [2.0, 4, 8])])
    func ratesRampUp(_ strategy: RampUp.Strategy, _ rates: [Double]) {
        var source = RandomSource(seed: 1)
        let turns = Arrivals(rampUp: RampUp(strategy, from: 2, to: 8)).plan(3, using: &source)
        #expect(zip(turns.map(\.rate), rates).allSatisfy(isNear))
    }

    @Test func aRampUpIsNotStretched() {
        let arrivals = Arrivals(burstiness: .infinity, rampUp: RampUp(.linear, from: 1, to: 3))
        #expect(zip(Self.delays(arrivals, count: 3), [1, 1.5, 1.5 + 1.0 / 3]).allSatisfy(isNear))
    }
}
