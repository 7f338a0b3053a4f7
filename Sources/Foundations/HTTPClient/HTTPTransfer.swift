/// A caller's hold on an exchange; letting go of it ends the transfer.
final class HTTPTransfer: Sendable {
    private let exchange: HTTPExchange
    private let worker: CurlWorker

    init(_ exchange: HTTPExchange, on worker: CurlWorker) {
        self.exchange = exchange
        self.worker = worker
        worker.submit(.start(exchange))
    }

    deinit {
        if !exchange.hasEnded { cancel() }
    }

    var host: String { exchange.target.host }

    func cancel() {
        exchange.cancel()
        worker.submit(.cancel(exchange.id))
    }

    func head() async throws -> HTTPExchange.Head {
        try await withTaskCancellationHandler {
            try await exchange.head()
        } onCancel: {
            cancel()
        }
    }

    func nextPiece() async throws -> HTTPPiece? {
        try await withTaskCancellationHandler {
            let (piece, resumes) = try await exchange.next()
            if resumes { worker.submit(.resume(exchange.id)) }
            return piece
        } onCancel: {
            cancel()
        }
    }
}
