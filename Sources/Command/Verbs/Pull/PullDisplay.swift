internal import Hub
internal import Synchronization

/// Shows a pull: bars that move in a terminal, now and then a line elsewhere.
final class PullDisplay: Sendable {
    private struct State {
        var text: PullText
        var lastDrawn: Duration?
        /// How many lines of bars are on the screen.
        var drawnLines = 0
    }

    private let output: any TextOutput
    private let blocks: Bool
    private let isQuiet: Bool
    /// Whether lines can be drawn over.
    private let isLive: Bool
    private let elapsed: @Sendable () -> Duration
    private let state: Mutex<State>

    init(
        _ console: Console, name: String, isQuiet: Bool,
        elapsed: @escaping @Sendable () -> Duration = ProgressBar.stopwatch()
    ) {
        output = console.errors
        blocks = console.isUTF8
        self.isQuiet = isQuiet
        let isLive = console.errors.isTerminal && console.environment["TERM"] != "dumb"
        self.isLive = isLive
        self.elapsed = elapsed
        state = Mutex(State(text: PullText(name: name, showsFiles: !isLive)))
    }

    func show(_ event: PullEvent) {
        guard !isQuiet else { return }
        state.withLock { state in
            let time = elapsed()
            let news = state.text.apply(event, at: time)
            if isLive { draw(&state, news, time) } else { write(news) }
        }
    }

    /// - Parameter result: nil if it has failed.
    func finish(_ result: PullResult?) {
        guard !isQuiet else { return }
        state.withLock { state in
            erase(&state)
            if let result { write([state.text.end(result, at: elapsed())]) }
        }
    }

    private func draw(_ state: inout State, _ news: [String], _ time: Duration) {
        let isDue = state.lastDrawn.map { time - $0 >= .milliseconds(100) } ?? true
        guard isDue || !news.isEmpty else { return }
        state.lastDrawn = time
        let bars = state.text.bars(at: time, columns: output.columns ?? 80, blocks: blocks)
        let back = state.drawnLines > 0 ? "\u{1B}[\(state.drawnLines)A\r\u{1B}[J" : ""
        state.drawnLines = bars.count
        // All at once, so that nothing flickers.
        try? output.write(back + (news + bars).map { $0 + "\n" }.joined())
    }

    private func erase(_ state: inout State) {
        guard state.drawnLines > 0 else { return }
        try? output.write("\u{1B}[\(state.drawnLines)A\r\u{1B}[J")
        state.drawnLines = 0
    }

    /// If nobody can see it, the work goes on.
    private func write(_ lines: [String]) {
        if !lines.isEmpty { try? output.write(lines.map { $0 + "\n" }.joined()) }
    }
}
