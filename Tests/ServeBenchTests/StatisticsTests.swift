import Testing

@testable import ServeBench

/// Expected values: numpy.percentile, numpy.mean and numpy.std (NumPy 2.2) of the same lists.
@Suite struct StatisticsTests {
    private static let values = [0.3, 1.7, 0.2, 9.5, 4.4, 4.4, 2.25]

    @Test(arguments: [
        (0.0, 0.2), (1, 0.20600000000000002), (10, 0.26), (25, 1.0), (50, 2.25), (75, 4.4), (90, 6.440000000000002),
        (99, 9.193999999999997), (99.9, 9.469400000000004), (100, 9.5),
    ])
    func percentilesAreNumPys(_ percent: Double, _ expected: Double) {
        #expect(abs(Statistics(Self.values).percentile(percent) - expected) < 1e-14)
    }

    @Test(arguments: [(0.0, 1.0), (50, 2.0), (75, 2.5), (99, 2.98)])
    func ofTwoValues(_ percent: Double, _ expected: Double) {
        #expect(Statistics([3, 1]).percentile(percent) == expected)
    }

    @Test func meanAndSpread() {
        let statistics = Statistics(Self.values)
        #expect(abs(statistics.mean - 3.25) < 1e-15)
        #expect(abs(statistics.deviation - 3.0027368468496487) < 1e-14)
        #expect(statistics.median == 2.25)
    }

    @Test func nothingIsZero() {
        let statistics = Statistics([])
        #expect([statistics.mean, statistics.deviation, statistics.median, statistics.percentile(99)] == [0, 0, 0, 0])
    }

    /// Expected: Python's "%.2f", which rounds the exact value, halves to even.
    @Test(arguments: [
        (0, "0.00"), (0.005, "0.01"), (0.015, "0.01"), (1.005, "1.00"), (2.675, "2.67"), (-0.001, "-0.00"),
        (1e15, "1000000000000000.00"), (123456.785, "123456.79"),
    ])
    func twoDecimals(_ value: Double, _ text: String) {
        #expect(value.twoDecimals == text)
    }
}
