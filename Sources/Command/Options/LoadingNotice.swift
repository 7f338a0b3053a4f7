internal import Dazzle

/// Says that a model is still being loaded, which takes minutes where a device compiles it for the first time.
struct LoadingNotice {
    private let task: Task<Void, any Error>

    /// - Parameter say: writes a line.
    init(_ folder: String, _ options: LoadOptions, say: @escaping @Sendable (String) -> Void) {
        task = Task {
            let begin = ContinuousClock.now
            for pause in [2, 8] + Array(repeating: 20, count: 10_000) {
                try await Task.sleep(for: .seconds(pause))
                let seconds = Int(begin.duration(to: .now) / .seconds(1))
                say("loading \(folder) for \(options.device), \(seconds) s so far" + Self.hint(options, after: seconds))
            }
        }
    }

    func end() { task.cancel() }

    private static func hint(_ options: LoadOptions, after seconds: Int) -> String {
        guard seconds >= 10, options.device != "CPU", options.compileCache == nil else { return "" }
        return "; --cache-dir FOLDER makes the next start faster"
    }
}
