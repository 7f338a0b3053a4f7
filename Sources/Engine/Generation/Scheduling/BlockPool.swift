internal import Support

/// Who holds which block of the KV cache. Every operation takes constant time and allocates nothing.
///
/// A block is *live* while somebody holds it, *cached* while nobody does but its content can still be found, and *free*
/// otherwise. Cached blocks are given away, least recently used first, when no free one is left.
///
/// Whoever holds a block in the index holds its parents too and lets go of children first. So parents stand behind
/// their children in the order of eviction, and a block in the index never loses its parent.
struct BlockPool {
    private(set) var index: PrefixIndex
    private var holders: [Int32]
    // Two rings in one pair of arrays; the last two nodes are their heads.
    private var next: [BlockID]
    private var previous: [BlockID]
    private let freeHead: BlockID
    private let cachedHead: BlockID
    private(set) var freeCount: Int
    private(set) var cachedCount = 0

    /// - Parameter isIndexed: false spends no memory on the index; then no block is ever found again.
    init(_ geometry: CacheGeometry, isIndexed: Bool, seed: Hash128, hashMask: UInt64 = .max) {
        let count = geometry.blockCount
        index = PrefixIndex(
            blockCount: isIndexed ? count : 0, blockSize: geometry.blockSize, seed: seed, hashMask: hashMask)
        holders = Array(repeating: 0, count: count)
        next = Array(0..<BlockID(count + 2))
        previous = next
        freeHead = BlockID(count)
        cachedHead = BlockID(count + 1)
        freeCount = count
        for block in 0..<BlockID(count) { append(block, to: freeHead) }
    }

    var count: Int { holders.count }
    var liveCount: Int { count - freeCount - cachedCount }
    /// How many `allocate` can give.
    var availableCount: Int { freeCount + cachedCount }

    func holderCount(of block: BlockID) -> Int { Int(holders[Int(block)]) }

    /// Nobody else reads it, now or later.
    func isWritable(_ block: BlockID) -> Bool { holders[Int(block)] == 1 && !index.contains(block) }

    /// A block held once, with content that nobody may read.
    mutating func allocate() -> BlockID? {
        let block: BlockID
        if freeCount > 0 {
            block = next[Int(freeHead)]
            freeCount -= 1
        } else if cachedCount > 0 {
            block = next[Int(cachedHead)]
            cachedCount -= 1
            index.remove(block)
        } else {
            return nil
        }
        unlink(block)
        holders[Int(block)] = 1
        return block
    }

    /// Holds a certain free block, whatever was left in it.
    mutating func take(free block: BlockID) {
        unlink(block)
        freeCount -= 1
        holders[Int(block)] = 1
    }

    mutating func retain(_ block: BlockID) {
        if holders[Int(block)] == 0 {
            unlink(block)
            cachedCount -= 1
        }
        holders[Int(block)] += 1
    }

    mutating func release(_ block: BlockID) {
        holders[Int(block)] -= 1
        guard holders[Int(block)] == 0 else { return }
        if index.contains(block) {
            append(block, to: cachedHead)
            cachedCount += 1
        } else {
            append(block, to: freeHead)
            freeCount += 1
        }
    }

    /// Lets others find the full, computed block. Gives the block that is found from now on: another one, if one with
    /// the same content has been published before.
    mutating func publish(
        _ block: BlockID, as key: BlockKey, after parent: BlockID, tokens: [Int32], from start: Int
    ) -> BlockID {
        if let other = index.find(key, after: parent, tokens: tokens, from: start) { return other }
        index.insert(block, key, after: parent, tokens: tokens, from: start)
        return block
    }

    private mutating func append(_ block: BlockID, to head: BlockID) {
        let last = previous[Int(head)]
        next[Int(last)] = block
        previous[Int(block)] = last
        next[Int(block)] = head
        previous[Int(head)] = block
    }

    private mutating func unlink(_ block: BlockID) {
        next[Int(previous[Int(block)])] = next[Int(block)]
        previous[Int(next[Int(block)])] = previous[Int(block)]
    }
}
