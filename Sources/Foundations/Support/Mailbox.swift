internal import Synchronization

/// What a mailbox holds: a value that later news can be added to.
package protocol MailboxContent: Sendable {
    init()
    var isEmpty: Bool { get }
}

/// One slot between a producer that must never wait and a consumer that may be slow.
///
/// News that the consumer has not fetched is merged with what comes after it, so the slot holds at most everything the
/// producer ever says once, and a slow consumer gets fewer, larger pieces.
package final class Mailbox<Content: MailboxContent>: Sendable {
    private struct State: Sendable {
        var content = Content()
        var isClosed = false
        var consumer: CheckedContinuation<Void, Never>?
        var isCancelled = false
    }

    private let state = Mutex(State())

    package init() {}

    /// Adds news in place and wakes the consumer.
    package func update(_ change: (inout Content) -> Void) {
        wake { state in change(&state.content) }
    }

    /// Says that no more will come; what is there can still be fetched.
    package func close() {
        wake { state in state.isClosed = true }
    }

    /// Everything said since the last call; waits if that is nothing. nil when closed and empty, or when the task is
    /// cancelled. For one consumer.
    package func next() async -> Content? {
        while true {
            if let answer = poll() { return answer.content }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let ready = state.withLock { state in
                        if !state.content.isEmpty || state.isClosed || state.isCancelled { return true }
                        state.consumer = continuation
                        return false
                    }
                    if ready { continuation.resume() }
                }
            } onCancel: {
                wake { state in state.isCancelled = true }
            }
        }
    }

    private struct Answer { var content: Content? }

    private func poll() -> Answer? {
        state.withLock { state in
            if state.isCancelled { return Answer(content: nil) }
            if !state.content.isEmpty {
                let content = state.content
                state.content = Content()
                return Answer(content: content)
            }
            return state.isClosed ? Answer(content: nil) : nil
        }
    }

    private func wake(_ change: (inout State) -> Void) {
        let consumer = state.withLock { state in
            change(&state)
            defer { state.consumer = nil }
            return state.consumer
        }
        consumer?.resume()
    }
}
