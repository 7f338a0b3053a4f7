/// What numpy says of a list of numbers; of an empty one, zero.
package enum Statistics {
    package static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }

    /// Of the whole population, not of a sample.
    package static func standardDeviation(_ values: [Double]) -> Double {
        let middle = mean(values)
        return mean(values.map { ($0 - middle) * ($0 - middle) }).squareRoot()
    }

    package static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let half = sorted.count / 2
        if sorted.isEmpty { return 0 }
        return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
    }

    /// Between two neighbours the value is interpolated linearly.
    /// - Parameter percent: from 0 to 100.
    package static func percentile(_ percent: Double, of values: [Double]) -> Double {
        let sorted = values.sorted()
        guard let last = sorted.indices.last else { return 0 }
        let place = min(max(0, percent / 100), 1) * Double(last)
        let below = Int(place)
        let above = min(below + 1, last)
        let share = place - Double(below)
        let gap = sorted[above] - sorted[below]
        // From the nearer end, which keeps the result between the two.
        return share < 0.5 ? sorted[below] + gap * share : sorted[above] - gap * (1 - share)
    }
}
