internal import Support

/// A running request as its owner sees it. Dropping the handle cancels the request.
package final class RequestHandle: Sendable {
    private let id: RequestID
    private let inbox: EngineInbox
    private let mailbox: Mailbox<RequestOutput>

    init(_ id: RequestID, _ inbox: EngineInbox, _ mailbox: Mailbox<RequestOutput>) {
        self.id = id
        self.inbox = inbox
        self.mailbox = mailbox
    }

    deinit { cancel() }

    /// What is new since the last call; nil after the last news, or when the task is cancelled.
    package func next() async -> RequestOutput? { await mailbox.next() }

    /// Ends one choice where it is. What it has said stays said; late news about it may still come.
    package func stop(choice: Int) { inbox.post(.stop(id, choice: choice)) }

    package func cancel() { inbox.post(.cancel(id)) }
}
