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
    /// The last generated tokens: as many as the longest banned sequence has before its last.
    private(set) var recent: [Int32] = []
    private let recentLimit: Int

    /// A history that keeps only what `parameters` look at: nothing, unless they use penalties or ban sequences.
    package init(prompt: some Sequence<Int32>, parameters: SamplingParameters) {
        isNeeded = parameters.usesPenalties
        recentLimit = max(0, (parameters.badWords.map(\.count).max() ?? 0) - 1)
        if parameters.repetitionPenalty != 1 {
            promptSet = Set(prompt)
            self.prompt = promptSet.sorted()
        }
    }

    /// No tokens at all, ever.
    package init() {
        isNeeded = false
        recentLimit = 0
    }

    /// Adds a generated token.
    package mutating func record(_ token: Int32) {
        remember(token)
        guard isNeeded else { return }
        if let place = places[token] {
            counts[place] &+= 1
        } else {
            places[token] = generated.count
            generated.append(token)
            counts.append(1)
        }
    }

    private mutating func remember(_ token: Int32) {
        guard recentLimit > 0 else { return }
        if recent.count == recentLimit { recent.removeFirst() }
        recent.append(token)
    }

    func promptHolds(_ token: Int32) -> Bool { promptSet.contains(token) }
}

extension SamplingParameters {
    var usesPenalties: Bool { repetitionPenalty != 1 || presencePenalty != 0 || frequencyPenalty != 0 }
}
