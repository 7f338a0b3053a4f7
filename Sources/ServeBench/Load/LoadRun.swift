/// Sends requests as their turns come, and no more at a time than allowed.
package struct LoadRun: Sendable {
    /// One for each request, in the order of sending.
    package var turns: [Arrivals.Turn]
    package var maxConcurrency: Int?

    package init(turns: [Arrivals.Turn], maxConcurrency: Int?) {
        (self.turns, self.maxConcurrency) = (turns, maxConcurrency)
    }

    package struct Result: Sendable {
        /// In the order of sending; those that were never sent are `cancelled`.
        package var records: [RequestRecord]
        package var duration: Double
    }

    /// Returns when all are answered, or soon after the task is cancelled.
    /// - Parameters:
    ///   - started: hears of each request whose turn has come.
    ///   - send: sends the request of this index; gets a record with its start and queue time.
    package func run(
        started: (Int) -> Void = { _ in }, send: @escaping @Sendable (Int, RequestRecord) async -> RequestRecord
    ) async -> Result {
        let clock = ContinuousClock()
        let start = clock.now
        var records = [RequestRecord](repeating: RequestRecord(), count: turns.count)
        await withTaskGroup(of: (Int, RequestRecord).self) { group in
            var running = 0
            for (index, turn) in turns.enumerated() {
                if turn.delay > 0 { try? await clock.sleep(until: start + .seconds(turn.delay), tolerance: .zero) }
                if Task.isCancelled { break }
                started(index)
                // Requests leave in the order of their turns, so waiting here is the queue.
                if let maxConcurrency, running >= maxConcurrency, let (done, record) = await group.next() {
                    records[done] = record
                    running -= 1
                }
                if Task.isCancelled { break }
                running += 1
                group.addTask {
                    var record = RequestRecord()
                    record.startTime = (clock.now - start) / .seconds(1)
                    record.queueTime = max(0, record.startTime - turn.delay)
                    return (index, await send(index, record))
                }
            }
            for await (done, record) in group { records[done] = record }
        }
        return Result(records: records, duration: (clock.now - start) / .seconds(1))
    }
}
