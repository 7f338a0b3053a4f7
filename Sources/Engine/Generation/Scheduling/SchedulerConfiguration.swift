package import Support

/// What the scheduler may spend.
package struct SchedulerConfiguration: Sendable, Hashable {
    /// Sequences that run at the same time, `max_num_seqs`.
    package var maxSequences = 256
    /// Tokens computed in one step, `max_num_batched_tokens`.
    package var tokenBudget = 2048
    /// Requests may use blocks that others computed. Without it only the sequences of one request share.
    package var prefixCaching = true
    /// The most tokens of one sequence.
    package var contextLength: Int
    package var cache: CacheGeometry
    /// Prompt positions whose logits one step may deliver: each is a row as long as the vocabulary.
    package var promptLogitsLimit = 256
    /// Key of the prefix hashes, random for each process so that nobody can prepare collisions.
    package var seed = Hash128.random()
    /// Bits of the prefix hashes to keep. Tests use it to make collisions.
    package var hashMask = UInt64.max

    package init(cache: CacheGeometry, contextLength: Int) {
        self.cache = cache
        self.contextLength = contextLength
    }

    /// With every limit in the range that the scheduler counts with.
    var sane: SchedulerConfiguration {
        var sane = self
        let largest = Int(Int32.max) / 2
        func clamp(_ value: inout Int, from least: Int = 1) { value = min(max(value, least), largest) }
        clamp(&sane.maxSequences)
        clamp(&sane.tokenBudget)
        clamp(&sane.contextLength)
        clamp(&sane.promptLogitsLimit)
        clamp(&sane.cache.blockSize)
        clamp(&sane.cache.blockCount, from: 0)
        return sane
    }
}
