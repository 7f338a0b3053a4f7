/// The tokens one sequence has seen, as the penalties need them. A value: a fork is a copy that shares memory until
/// either side grows.
package struct TokenHistory: Sendable {
    /// Distinct ids of the prompt; all sequences of a request share them.
    private(set) var prompt: [Int32] = []
    /// Distinct generated ids and how often each came, side by side, in order of first appearance.
    private(set) var generated: [Int32] = []
    private(set) var counts: [Int32] = []
    private var places: [Int32: Int] = [:]
    private var promptSet: Set<Int32> = []
    private let isNeeded: Bool

    /// A history that stays empty unless `parameters` use penalties.
    package init(prompt: some Sequence<Int32>, parameters: SamplingParameters) {
        isNeeded = parameters.usesPenalties
        if parameters.repetitionPenalty != 1 {
            promptSet = Set(prompt)
            self.prompt = promptSet.sorted()
        }
    }

    /// No tokens at all, ever.
    package init() { isNeeded = false }

    /// Adds a generated token.
    package mutating func record(_ token: Int32) {
        guard isNeeded else { return }
        if let place = places[token] {
            counts[place] &+= 1
        } else {
            places[token] = generated.count
            generated.append(token)
            counts.append(1)
        }
    }

    func promptHolds(_ token: Int32) -> Bool { promptSet.contains(token) }
}

extension SamplingParameters {
    var usesPenalties: Bool { repetitionPenalty != 1 || presencePenalty != 0 || frequencyPenalty != 0 }
}
