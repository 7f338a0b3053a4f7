import Testing

@testable import ServeBench

/// The expected numbers come from numpy 2.3.5: `mean`, `std`, `median` and `percentile` of the same lists.
@Suite struct StatisticsTests {
    private static let odd = [0.31, 0.12, 0.5, 0.07, 0.44, 0.26, 0.91]
    private static let even = [3.0, 1, 2, 10]

    @Test(arguments: [(odd, 0.37285714285714283, 0.26228197943185855, 0.31), (even, 4, 3.5355339059327378, 2.5)])
    func agreesWithNumpy(_ values: [Double], _ mean: Double, _ deviation: Double, _ median: Double) {
        #expect(isNear(Statistics.mean(values), mean))
        #expect(isNear(Statistics.standardDeviation(values), deviation))
        #expect(Statistics.median(values) == median)
    }

    @Test(arguments: [
        (odd, 0, 0.07), (odd, 1, 0.07300000000000001), (odd, 25, 0.19), (odd, 50, 0.31), (odd, 90, 0.6640000000000001),
        (odd, 99, 0.8853999999999999), (odd, 99.9, 0.9075400000000003), (odd, 100, 0.91),
        (even, 10, 1.3), (even, 50, 2.5), (even, 75, 4.75), (even, 99, 9.79), ([4], 99, 4),
    ])
    func interpolatesPercentiles(_ values: [Double], _ percent: Double, _ expected: Double) {
        #expect(isNear(Statistics.percentile(percent, of: values), expected))
    }

    @Test func takesNothingForZero() {
        #expect(Statistics.mean([]) == 0)
        #expect(Statistics.standardDeviation([]) == 0)
        #expect(Statistics.median([]) == 0)
        #expect(Statistics.percentile(99, of: []) == 0)
    }
}

func isNear(_ value: Double, _ expected: Double) -> Bool { abs(value - expected) <= 1e-12 * max(1, abs(expected)) }
