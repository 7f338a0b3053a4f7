/// Beam search as a state machine: fed with the logits of the running beams, it says which go on.
///
/// It follows openvino_genai's rules. In each group every beam offers its 2 · size likeliest tokens (the group's size),
/// of all offers the best are looked at in order: a token that ends an answer completes it if it is among the first
/// `size`, others continue a beam until `size` do. Diversity penalties and n-gram bans lower log-probabilities without
/// normalising them again, and so do `min_tokens` and `logit_bias`. Exact ties go to the better parent, then to the
/// lower id.
package struct BeamSearchState: Sendable {
    /// What the engine is to do with the running sequences, numbered as their rows were.
    package struct Step: Sendable, Hashable {
        package struct Continuation: Sendable, Hashable {
            package let parent: Int
            package let token: Int32
            /// The parent has more continuations after this one, so this one needs a copy of it. Carried out in order,
            /// every fork happens before its parent goes on.
            package let isFork: Bool
        }

        /// The running sequences from now on, in the order of the next step's rows.
        package let continuations: [Continuation]
        /// Sequences that nobody continues.
        package let dropped: [Int]
    }

    let search: BeamSearch
    let edits: LogitEdits
    private let endingTokens: Set<Int32>
    let prompt: [Int32]
    private let maxTokens: Int
    private var groups: [BeamGroup]
    /// How many sequences run, that is how many rows the next step needs. One at first: the prompt.
    package private(set) var runningCount = 1
    /// Tokens that each running beam has.
    package private(set) var length = 0

    /// `maxTokens` is the most an answer may have (`FinishRule.limit`); parameters must have passed validation.
    package init(
        _ search: BeamSearch, parameters: SamplingParameters, prompt: [Int32], endingTokens: [Int32], maxTokens: Int
    ) {
        self.search = search
        edits = LogitEdits(parameters: parameters, endingTokens: endingTokens)
        self.endingTokens = Set(endingTokens)
        self.prompt = search.noRepeatNgramSize > 0 ? prompt : []
        self.maxTokens = maxTokens
        let size = max(1, search.beams / max(1, search.groups))
        let group = BeamGroup(size: size, lengthPenalty: search.lengthPenalty)
        groups = Array(repeating: group, count: max(1, search.groups))
    }

    package var isDone: Bool { groups.allSatisfy(\.isDone) }

    /// The tokens of each running sequence, in the order of their rows.
    package var runningTokens: [[Int32]] {
        var tokens = [[Int32]](repeating: [], count: runningCount)
        for group in groups {
            for beam in group.running { tokens[beam.row] = beam.tokens }
        }
        return tokens
    }

    /// The best `n` answers, best first. Complete only when the search is done.
    package func ranked(_ n: Int) -> [BeamHypothesis] {
        let all = groups.flatMap(\.complete)
        let order = all.indices.sorted {
            all[$0].score != all[$1].score ? all[$0].score > all[$1].score : $0 < $1
        }
        return order.prefix(max(0, n)).map { all[$0] }
    }

    /// Ends the search early, when the context or the cache is full: what runs counts as complete.
    package mutating func close() {
        for index in groups.indices where !groups[index].isDone { groups[index].close() }
        runningCount = 0
    }

    /// Takes one row of logits for each running sequence. `completesStopString` says whether a sequence (by row) would
    /// contain a stop string with this token added; such a token ends an answer. The rows are scratch afterwards.
    package mutating func advance(
        _ rows: [UnsafeMutableBufferPointer<Float>], workspace: Sampler.Workspace,
        completesStopString: (_ row: Int, _ token: Int32) -> Bool = { _, _ in false }
    ) -> Step {
        let logits = rows.map { normalized($0, workspace: workspace) }
        var children = [[BeamGroup.Candidate]](repeating: [], count: groups.count)
        for index in groups.indices where !groups[index].isDone {
            let taken = children[..<index].joined().map(\.token)
            let running = groups[index].running
            let candidates = candidates(of: groups[index], logits, taken: taken, workspace: workspace)
            children[index] = groups[index].select(candidates) { [endingTokens] candidate in
                endingTokens.contains(candidate.token)
                    || completesStopString(running[candidate.parent].row, candidate.token)
            }
            if children[index].isEmpty, groups[index].complete.isEmpty { groups[index].close() }
            if children[index].isEmpty || groups[index].isSettled(by: search.earlyStopping, maxTokens: maxTokens) {
                groups[index].isDone = true
            }
        }
        return continueBeams(children)
    }

    /// Replaces the beams of unfinished groups by their children.
    private mutating func continueBeams(_ children: [[BeamGroup.Candidate]]) -> Step {
        let rowCount = runningCount
        var parents: [(row: Int, token: Int32)] = []
        for index in groups.indices {
            let parentBeams = groups[index].running
            groups[index].running = []
            guard !groups[index].isDone else { continue }
            for child in children[index] {
                let parent = parentBeams[child.parent]
                groups[index].running.append(
                    .init(row: parents.count, tokens: parent.tokens + [child.token], score: child.score))
                parents.append((parent.row, child.token))
            }
        }
        runningCount = parents.count
        length += 1
        if length >= maxTokens { close() }
        return step(isDone ? [] : parents, rowCount: rowCount)
    }

    private func step(_ parents: [(row: Int, token: Int32)], rowCount: Int) -> Step {
        var open = [Int](repeating: 0, count: rowCount)
        for parent in parents { open[parent.row] += 1 }
        let dropped = open.indices.filter { open[$0] == 0 }
        let continuations = parents.map { parent in
            open[parent.row] -= 1
            return Step.Continuation(parent: parent.row, token: parent.token, isFork: open[parent.row] > 0)
        }
        return Step(continuations: continuations, dropped: dropped)
    }
}
