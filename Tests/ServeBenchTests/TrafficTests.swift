import Testing

@testable import ServeBench

@Suite struct TrafficTests {
    private static func arrivals(_ count: Int, seed: UInt64 = 0, _ change: (inout Traffic) -> Void) -> [Double] {
        var traffic = Traffic()
        change(&traffic)
        var random = SeededRandom(seed: seed)
        return traffic.arrivals(count, &random)
    }

    @Test func allAtOnce() {
        #expect(Self.arrivals(5) { _ in } == [0, 0, 0, 0, 0])
    }

    @Test(arguments: [(1.0, 10.0), (0.5, 3), (4, 250)])
    func lastComesWhenTheRateSays(_ burstiness: Double, _ rate: Double) throws {
        let times = Self.arrivals(100) { ($0.rate, $0.burstiness) = (rate, burstiness) }
        #expect(abs(try #require(times.last) - 100 / rate) < 1e-9)
        #expect(times == times.sorted() && times[0] > 0)
    }

    @Test func evenWithInfiniteBurstiness() {
        let times = Self.arrivals(4) { ($0.rate, $0.burstiness) = (2, .infinity) }
        #expect(times == [0.5, 1, 1.5, 2])
    }

    @Test func sameSeedSameArrivals() {
        let runs = [1, 1, 2].map { Self.arrivals(50, seed: $0) { $0.rate = 5 } }
        #expect(runs[0] == runs[1] && runs[0] != runs[2])
    }

    /// Mean and variance of a gamma distribution are shape × scale and shape × scale².
    @Test(arguments: [0.25, 0.5, 1, 2, 9])
    func gapsAreGammaDistributed(_ shape: Double) {
        var random = SeededRandom(seed: 7)
        let count = 100_000
        let values = (0..<count).map { _ in random.gamma(shape: shape, scale: 1 / shape) }
        let statistics = Statistics(values)
        let variance = statistics.deviation * statistics.deviation
        #expect(values.allSatisfy { $0 >= 0 && $0.isFinite })
        #expect(abs(statistics.mean - 1) < 5 * (1 / shape / Double(count)).squareRoot())
        // The fourth central moment of a gamma distribution gives the spread of the variance.
        let spread = ((6 / shape + 2) / shape / shape / Double(count)).squareRoot()
        #expect(abs(variance - 1 / shape) < 5 * spread)
    }

    /// The median of an exponential distribution is ln 2.
    @Test func oneIsAPoissonProcess() {
        var random = SeededRandom(seed: 3)
        let statistics = Statistics((0..<100_000).map { _ in random.gamma(shape: 1, scale: 1) })
        #expect(abs(statistics.median - 0.693147) < 0.02)
    }

    @Test(arguments: [
        (Traffic.Ramp(.linear, from: 2, to: 10), [2.0, 4, 6, 8, 10]),
        (Traffic.Ramp(.exponential, from: 1, to: 16), [1, 2, 4, 8, 16]),
    ])
    func ratesGrow(_ ramp: Traffic.Ramp, _ rates: [Double]) {
        var traffic = Traffic()
        traffic.ramp = ramp
        for (index, rate) in rates.enumerated() { #expect(abs(traffic.rate(at: index, of: 5) - rate) < 1e-9) }
        traffic.burstiness = .infinity
        var random = SeededRandom(seed: 0)
        let times = traffic.arrivals(5, &random)
        #expect(abs(times[4] - rates.reduce(0) { $0 + 1 / $1 }) < 1e-9)
        let changes = traffic.rateChanges(times)
        #expect(changes.map(\.rate) == Array(ramp.start...ramp.end))
        #expect(changes.first?.time == 0 && changes.last?.time == times[4])
    }

    @Test func aRampOfOneRequest() {
        #expect(Self.arrivals(1) { $0.ramp = Traffic.Ramp(.linear, from: 1, to: 9) }.count == 1)
        #expect(Self.arrivals(0) { $0.rate = 1 }.isEmpty)
    }
}
