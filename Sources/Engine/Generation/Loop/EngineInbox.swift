internal import Support
internal import Dispatch
internal import Synchronization

/// How other threads talk to the engine's thread.
final class EngineInbox: Sendable {
    enum Command: Sendable {
        case submit(RequestID, GenerationRequest, Mailbox<RequestOutput>)
        /// Ends one choice, for a reason only the text tells (a stop string).
        case stop(RequestID, choice: Int)
        case cancel(RequestID)
        /// Asks how much of a prompt is in the cache.
        case lookUp(SchedulingRequest, CheckedContinuation<Int, Never>)
        case shutDown
    }

    private struct State: Sendable {
        var commands: [Command] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    /// False if nobody takes commands any more.
    @discardableResult
    func post(_ command: Command) -> Bool {
        let isOpen = state.withLock { state in
            if !state.isClosed { state.commands.append(command) }
            return !state.isClosed
        }
        if isOpen { wake.signal() }
        return isOpen
    }

    /// What was posted, oldest first. Waits for something when `waiting`.
    func take(waiting: Bool) -> [Command] {
        while true {
            let taken = state.withLock { state in
                defer { state.commands.removeAll(keepingCapacity: true) }
                return state.commands
            }
            if !taken.isEmpty || !waiting { return taken }
            wake.wait()
        }
    }

    /// Takes no more commands; returns those that had come already.
    func close() -> [Command] {
        state.withLock { state in
            state.isClosed = true
            defer { state.commands.removeAll() }
            return state.commands
        }
    }
}
