/// A beam of the next step.
package struct BeamChoice {
    package var parent: TokenSequence
    package var token: Int32

    package init(parent: TokenSequence, token: Int32) {
        self.parent = parent
        self.token = token
    }
}

extension Scheduler {
    /// Puts the chosen beams in the place of `beams`, each parent with a token more, and gives them in the order of
    /// `choices`.
    ///
    /// A parent chosen once goes on as it is, chosen again it is forked, not chosen it is finished. Called after
    /// `commit`. The rows of all beams of a request arrive in the same step, so this is called once for each such step
    /// (and group of beams).
    package func replaceBeams(_ beams: [TokenSequence], with choices: [BeamChoice]) -> [TokenSequence] {
        for choice in choices { choice.parent.isKept = true }
        for beam in beams where !beam.isKept { finish(beam) }
        // All forks before any token: a fork has the tokens that its parent had.
        let chosen = choices.map { choice in
            guard choice.parent.isKept else { return fork(choice.parent) }
            choice.parent.isKept = false
            return choice.parent
        }
        for (beam, choice) in zip(chosen, choices) { append(choice.token, to: beam) }
        return chosen
    }
}
