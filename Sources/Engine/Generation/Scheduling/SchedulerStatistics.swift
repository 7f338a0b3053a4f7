/// What a look at the scheduler tells.
package struct SchedulerStatistics: Sendable, Hashable {
    /// Sequences; a request may have several.
    package var running = 0
    package var waiting = 0
    /// Requests that have had their first turn, and those that still wait for it.
    package var runningRequests = 0
    package var waitingRequests = 0
    /// Blocks that sequences hold.
    package var liveBlocks = 0
    /// Blocks that are kept only because a later prompt may begin with them.
    package var cachedBlocks = 0
    package var totalBlocks = 0
    /// Prompt tokens that were looked up in the prefix index, since the start.
    package var queriedTokens: UInt64 = 0
    /// Those of them that were found there.
    package var hitTokens: UInt64 = 0
    /// Sequences that had to give up their blocks, since the start.
    package var preemptions: UInt64 = 0
}

extension Scheduler {
    struct Counters {
        var queriedTokens: UInt64 = 0
        var hitTokens: UInt64 = 0
        var preemptions: UInt64 = 0
    }

    package var statistics: SchedulerStatistics {
        SchedulerStatistics(
            running: running.count, waiting: waiting.count, liveBlocks: pool.liveCount, cachedBlocks: pool.cachedCount,
            totalBlocks: pool.count, queriedTokens: counters.queriedTokens, hitTokens: counters.hitTokens,
            preemptions: counters.preemptions)
    }
}
