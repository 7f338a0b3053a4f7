/// A picture's rows, which may still be in the making. Dropping it takes back the wish for them.
package final class Encoding: Sendable {
    private enum State: Sendable {
        case done(VisualRows)
        case underWay(EncodingJob, dropped: @Sendable (EncodingJob) -> Void)
    }

    private let state: State

    init(_ rows: VisualRows) { state = .done(rows) }

    /// - Parameter dropped: called when this wish is taken back.
    init(_ job: EncodingJob, dropped: @escaping @Sendable (EncodingJob) -> Void) {
        job.hold()
        state = .underWay(job, dropped: dropped)
    }

    deinit {
        guard case .underWay(let job, let dropped) = state else { return }
        job.release()
        dropped(job)
    }

    package func rows() async throws -> VisualRows {
        switch state {
        case .done(let rows): rows
        case .underWay(let job, _): try await job.value()
        }
    }

    /// For threads that may block.
    package func waitForRows() throws -> VisualRows {
        switch state {
        case .done(let rows): rows
        case .underWay(let job, _): try job.wait()
        }
    }
}
