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
        case shutDown
    }

    private let commands = Mutex<[Command]>([])
    private let wake = DispatchSemaphore(value: 0)

    func post(_ command: Command) {
        commands.withLock { $0.append(command) }
        wake.signal()
    }

    /// What was posted, oldest first. Waits for something when `waiting`.
    func take(waiting: Bool) -> [Command] {
        while true {
            let taken = commands.withLock { commands in
                defer { commands.removeAll(keepingCapacity: true) }
                return commands
            }
            if !taken.isEmpty || !waiting { return taken }
            wake.wait()
        }
    }
}
