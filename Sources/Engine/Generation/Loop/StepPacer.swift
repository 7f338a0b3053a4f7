/// Learns how fast prompts are computed, and says how many tokens of them fit into a step that others wait for.
struct StepPacer {
    /// How long writers may be made to wait for their next token. Shorter steps would read all weights more often for the
    /// same prompts; on small machines one step of the whole budget takes seconds.
    private static let longestStep = 0.5
    /// Below, a step costs about the same however few tokens it has.
    private static let fewest = 64

    /// Tokens a second; nil until something has been measured.
    private var rate: Double?

    /// Tokens of prompts for the next step beside writers.
    var promptAllowance: Int {
        guard let rate else { return .max }
        return max(Self.fewest, Int(min(rate * Self.longestStep, 1e6)))
    }

    mutating func note(tokens: Int, took duration: Duration) {
        // Few tokens say nothing about many.
        guard tokens >= Self.fewest else { return }
        let new = Double(tokens) / max(duration / .seconds(1), 1e-6)
        rate = rate.map { ($0 + new) / 2 } ?? new
    }
}
