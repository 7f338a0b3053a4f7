internal import Dispatch
internal import OpenVINO
internal import Support
internal import Synchronization

/// Pictures waiting for the encoders, first come, first served. Each encoder has a thread and takes what goes through the
/// graphs together.
final class EncodingQueue: Sendable {
    private struct State: Sendable {
        var waiting: [EncodingJob] = []
        /// By encoder.
        var running: [[EncodingJob]]
        var isClosed = false
    }

    /// Outlives its threads.
    private final class Board: Sendable {
        let state: Mutex<State>
        let wake = DispatchSemaphore(value: 0)
        init(encoders: Int) { state = Mutex(State(running: Array(repeating: [], count: encoders))) }
    }

    private let board: Board
    private let graphs: [VisionGraphs]

    /// Rows that one turn of an encoder makes at most; one picture may be larger. Pictures that are ready together are
    /// computed and answered together, which costs the decoder less than one after the other.
    private static let turnLimit = 2048

    /// Throws if the graphs cannot be compiled.
    ///
    /// - Parameter encoded: told how many pictures a pass was for and how long it took.
    init(
        family: any VisionFamily, graphs: VisionGraphs, encoders: Int,
        encoded: @escaping @Sendable (Int, Duration) -> Void
    ) throws {
        let board = Board(encoders: encoders)
        self.board = board
        self.graphs = (0..<encoders).map { _ in graphs.copy() }
        // The first encoder is made here so that a model that cannot see is known at once.
        _ = try family.makeEncoder(graphs)
        for (index, graphs) in self.graphs.enumerated() {
            try DedicatedThread.start { Self.work(board, index, family, graphs, encoded) }
        }
    }

    deinit {
        let left = board.state.withLock { state in
            state.isClosed = true
            defer { state.waiting.removeAll() }
            return state.waiting
        }
        for job in left { job.finish(.failure(CancellationError())) }
        for _ in graphs { board.wake.signal() }
    }

    func add(_ job: EncodingJob) {
        board.state.withLock { $0.waiting.append(job) }
        board.wake.signal()
    }

    /// Nobody wants it any more: it is taken out of the queue, or its pass is interrupted.
    func drop(_ job: EncodingJob) {
        let encoder = board.state.withLock { state -> Int? in
            if let index = state.waiting.firstIndex(where: { $0 === job }) {
                state.waiting.remove(at: index)
                return nil
            }
            return state.running.firstIndex { $0.contains { $0 === job } }
        }
        if let encoder { graphs[encoder].cancelPasses() }
    }

    // MARK: Encoders' threads

    private static func work(
        _ board: Board, _ index: Int, _ family: any VisionFamily, _ graphs: VisionGraphs,
        _ encoded: @Sendable (Int, Duration) -> Void
    ) {
        var encoder: (any VisionEncoder)?
        while true {
            board.wake.wait()
            let (jobs, isClosed) = board.state.withLock { state in (take(&state, index), state.isClosed) }
            if jobs.isEmpty {
                if isClosed { return }
                continue
            }
            do {
                let ready = try encoder ?? family.makeEncoder(graphs)
                encoder = ready
                encode(jobs, ready, encoded)
            } catch {
                for job in jobs { job.finish(.failure(error)) }
            }
            board.state.withLock { $0.running[index] = [] }
        }
    }

    private static func take(_ state: inout State, _ index: Int) -> [EncodingJob] {
        var taken: [EncodingJob] = []
        var rows = 0
        while let next = state.waiting.first, taken.isEmpty || rows + next.item.layout.tokenCount <= turnLimit {
            rows += next.item.layout.tokenCount
            taken.append(state.waiting.removeFirst())
        }
        state.running[index] = taken
        return taken
    }

    private static func encode(_ jobs: [EncodingJob], _ encoder: any VisionEncoder, _ encoded: (Int, Duration) -> Void)
    {
        var jobs = jobs
        while !jobs.isEmpty {
            do {
                let begin = ContinuousClock.now
                let rows = try encoder.encode(jobs.map(\.input))
                encoded(jobs.count, begin.duration(to: .now))
                for (job, rows) in zip(jobs, rows) { job.finish(.success(rows)) }
                return
            } catch let error as OpenVINOError where error.code == .cancelled {
                // Somebody left; the others go on.
                let (wanted, left) = (jobs.filter(\.isWanted), jobs.filter { !$0.isWanted })
                for job in left { job.finish(.failure(CancellationError())) }
                jobs = wanted
            } catch {
                for job in jobs { job.finish(.failure(error)) }
                return
            }
        }
    }
}
