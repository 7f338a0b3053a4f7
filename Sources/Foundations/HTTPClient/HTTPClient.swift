internal import Synchronization

/// Sends requests over HTTP/1.1, keeping connections for later ones. It follows no redirects.
package final class HTTPClient: Sendable {
    private let worker: CurlWorker
    private let lastID = Mutex<UInt64>(0)

    package init() throws {
        worker = try CurlWorker()
    }

    /// Returns when the answer's head is there; cancelling the task ends the transfer.
    package func send(_ request: HTTPRequest) async throws -> HTTPAnswer {
        try Task.checkCancellation()
        let target = try HTTPTarget(request)
        let id = lastID.withLock { last in
            last += 1
            return last
        }
        let transfer = HTTPTransfer(HTTPExchange(id: id, request: request, target: target), on: worker)
        let head = try await transfer.head()
        return HTTPAnswer(status: head.status, headers: head.headers, body: HTTPBody(transfer: transfer))
    }
}
