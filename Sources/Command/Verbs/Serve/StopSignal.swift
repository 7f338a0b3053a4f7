#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import Synchronization

/// Being told to stop. The first time asks the server to finish, the second ends the program, as does the first one while
/// there is nothing to finish yet.
final class StopSignal: Sendable {
    private struct State: Sendable {
        var isServing = false
        var hasFired = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func fire() {
        let (mustExit, waiter) = state.withLock { state in
            let mustExit = state.hasFired || !state.isServing
            state.hasFired = true
            defer { state.waiter = nil }
            return (mustExit, state.waiter)
        }
        if mustExit { _exit(ExitCode.interrupted) }
        waiter?.resume()
    }

    /// Returns when the signal has come; from now on it asks to finish. For one waiter.
    func wait() async {
        await withCheckedContinuation { continuation in
            let hasFired = state.withLock { state in
                state.isServing = true
                if !state.hasFired { state.waiter = continuation }
                return state.hasFired
            }
            if hasFired { continuation.resume() }
        }
    }
}
