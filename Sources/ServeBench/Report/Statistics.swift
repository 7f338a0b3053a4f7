/// Mean, spread and percentiles of a list of figures, by NumPy's rules; of an empty list, all are 0.
package struct Statistics: Sendable {
    private let sorted: [Double]
    package let mean: Double
    /// Of the whole population.
    package let deviation: Double

    package init(_ values: [Double]) {
        sorted = values.sorted()
        let count = Double(max(1, values.count))
        let mean = values.reduce(0, +) / count
        self.mean = mean
        deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    }

    package var median: Double { percentile(50) }

    /// Linear between the two nearest ranks.
    package func percentile(_ percent: Double) -> Double {
        guard let last = sorted.last else { return 0 }
        let place = min(max(0, percent), 100) / 100 * Double(sorted.count - 1)
        let lower = Int(place)
        guard lower + 1 < sorted.count else { return last }
        let (a, b, share) = (sorted[lower], sorted[lower + 1], place - Double(lower))
        // From the nearer end, as NumPy does, so that the last digits agree.
        return share < 0.5 ? a + (b - a) * share : b - (b - a) * (1 - share)
    }
}
