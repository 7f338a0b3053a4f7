/// A beam search in progress: the state machine and the sequences of its beams, in the order of the state's rows.
///
/// The scheduler computes the newest tokens of all beams in one step, so their rows arrive together.
final class BeamRun {
    var state: BeamSearchState
    private(set) var sequences: [TokenSequence]
    private var rows: [UnsafeMutableBufferPointer<Float>] = []

    init(_ state: BeamSearchState, first: TokenSequence) {
        self.state = state
        sequences = [first]
    }

    /// Takes a beam's row of logits; true once every beam has its own. The rows live until the end of the step.
    func collect(_ row: UnsafeMutableBufferPointer<Float>, for sequence: TokenSequence) -> Bool {
        if rows.count != sequences.count {
            rows = Array(repeating: UnsafeMutableBufferPointer(start: nil, count: 0), count: sequences.count)
        }
        guard let place = sequences.firstIndex(where: { $0 === sequence }) else { return false }
        rows[place] = row
        return rows.allSatisfy { $0.baseAddress != nil }
    }

    /// Moves every beam on by one token.
    func advance(_ scheduler: Scheduler, _ workspace: Sampler.Workspace) {
        let step = state.advance(rows, workspace: workspace)
        rows.removeAll()
        sequences = scheduler.replaceBeams(
            sequences, with: step.continuations.map { BeamChoice(parent: sequences[$0.parent], token: $0.token) })
    }
}
