internal import Synchronization

/// Draws a `ProgressLine` over and over on one line of a terminal, at most ten times a second; a log gets only the last.
final class ProgressBar: Sendable {
    private struct State {
        var line: ProgressLine
        var lastDrawn: Duration?
        var drawnLength = 0
        var isFinished = false
    }

    private let output: any TextOutput
    private let blocks: Bool
    private let isSilent: Bool
    private let elapsed: @Sendable () -> Duration
    private let state: Mutex<State>

    convenience init(
        total: Int, output: any TextOutput, blocks: Bool, isSilent: Bool = false,
        elapsed: @escaping @Sendable () -> Duration = ProgressBar.stopwatch()
    ) {
        self.init(ProgressLine(total: total), output: output, blocks: blocks, isSilent: isSilent, elapsed: elapsed)
    }

    init(
        _ line: ProgressLine, output: any TextOutput, blocks: Bool, isSilent: Bool = false,
        elapsed: @escaping @Sendable () -> Duration = ProgressBar.stopwatch()
    ) {
        self.output = output
        self.blocks = blocks
        self.isSilent = isSilent
        self.elapsed = elapsed
        state = Mutex(State(line: line))
        draw(always: true)
    }

    func update(_ change: (inout ProgressLine) -> Void) {
        state.withLock { change(&$0.line) }
        draw(always: false)
    }

    /// Takes the bar away while `body` prints to what may be the same terminal.
    func aside<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) {
        state.withLock { state in
            guard output.isTerminal, !isSilent, state.drawnLength > 0 else { return }
            try? output.write("\r" + String(repeating: " ", count: state.drawnLength) + "\r")
            state.drawnLength = 0
        }
        try body()
        draw(always: true)
    }

    /// Draws the last state and goes to the next line.
    func finish() { draw(always: true, last: true) }

    static func stopwatch() -> @Sendable () -> Duration {
        let start = ContinuousClock.now
        return { start.duration(to: .now) }
    }

    private func draw(always: Bool, last: Bool = false) {
        state.withLock { state in
            let now = elapsed()
            let isDue = state.lastDrawn.map { now - $0 >= .milliseconds(100) } ?? true
            guard !isSilent, !state.isFinished, always || isDue, output.isTerminal || last else { return }
            state.lastDrawn = now
            state.isFinished = last
            let text = state.line.text(after: now / .seconds(1), columns: output.columns, blocks: blocks)
            let padding = String(repeating: " ", count: max(0, state.drawnLength - text.count))
            state.drawnLength = text.count
            // Progress is a courtesy: if nobody can see it, the work goes on.
            try? output.write((output.isTerminal ? "\r" : "") + text + padding + (last ? "\n" : ""))
        }
    }
}
