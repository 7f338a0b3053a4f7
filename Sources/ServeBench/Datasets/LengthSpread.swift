/// How far the lengths of random prompts and answers are spread around what was asked for.
package struct LengthSpread: Hashable, Sendable {
    /// From 0 up to, but without, 1.
    package var input = 0.0
    package var output = 0.0

    package init(input: Double = 0, output: Double = 0) { (self.input, self.output) = (input, output) }

    static func range(around length: Int, _ ratio: Double) -> ClosedRange<Int> {
        let low = Int((Double(length) * (1 - ratio)).rounded(.down))
        let high = Int((Double(length) * (1 + ratio)).rounded(.up))
        return low...max(low, high)
    }
}
