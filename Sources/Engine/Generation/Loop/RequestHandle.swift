internal import Support

/// A running request as its owner sees it. Dropping the handle cancels the request.
package final class RequestHandle: Sendable {
    private let id: RequestID
    private let link: EngineLink
    private let mailbox: Mailbox<RequestOutput>
    /// Requests that waited for their first turn when this one came.
    package let ahead: Int

    init(_ id: RequestID, _ link: EngineLink, _ mailbox: Mailbox<RequestOutput>, ahead: Int) {
        self.ahead = ahead
        self.id = id
        self.link = link
        self.mailbox = mailbox
    }

    deinit { cancel() }

    /// What is new since the last call; nil after the last news, or when the task is cancelled.
    package func next() async -> RequestOutput? { await mailbox.next() }

    /// Ends one choice where it is. What it has said stays said; late news about it may still come.
    package func stop(choice: Int) { link.inbox.post(.stop(id, choice: choice)) }

    package func cancel() {
        link.inbox.post(.cancel(id))
        link.passes.cancel(id)
    }
}
