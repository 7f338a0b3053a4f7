internal import HTTPServer

extension Error {
    /// Nobody wants the answer any more; nothing is wrong.
    var isCancellation: Bool { self is CancellationError || self is ClientGone }
}
