internal import Support

/// What a full block of tokens is found by.
struct BlockKey: Hashable {
    /// Over the key of the block before it, the block's tokens and `extra`.
    var hash: Hash128
    /// Over all that decides the block's content beside tokens: spans, and for a first block the cache scope.
    var extra: Hash128
}

/// Finds computed blocks by the tokens that they and all blocks before them hold.
///
/// The blocks form a tree: each knows its parent, and a hit is taken only if the parent is the block found just before
/// and the tokens are the same, so equal hashes of different prompts cost time but never give wrong content.
/// A hash table over arrays, one link for each block: nothing is allocated after `init`.
struct PrefixIndex {
    /// The parent of a first block.
    static let root: BlockID = -1
    private static let absent: BlockID = -2

    private let blockSize: Int
    private let seed: Hash128
    private let hashMask: UInt64
    private var buckets: [BlockID]
    private var nextInBucket: [BlockID]
    /// `absent` for blocks that are not in the index.
    private var parents: [BlockID]
    private var keys: [BlockKey]
    private var tokens: [Int32]

    /// - Parameter hashMask: bits of the hashes to keep; tests use it to make collisions.
    init(blockCount: Int, blockSize: Int, seed: Hash128, hashMask: UInt64 = .max) {
        self.blockSize = blockSize
        self.seed = seed
        self.hashMask = hashMask
        var bucketCount = 1
        while bucketCount < blockCount { bucketCount *= 2 }
        buckets = Array(repeating: Self.absent, count: bucketCount)
        nextInBucket = Array(repeating: Self.absent, count: blockCount)
        parents = Array(repeating: Self.absent, count: blockCount)
        keys = Array(repeating: BlockKey(hash: .zero, extra: .zero), count: blockCount)
        tokens = Array(repeating: 0, count: blockCount * blockSize)
    }

    func contains(_ block: BlockID) -> Bool { !parents.isEmpty && parents[Int(block)] != Self.absent }

    /// nil if the block is not in the index.
    func parent(of block: BlockID) -> BlockID? { contains(block) ? parents[Int(block)] : nil }

    /// The key of the block at `index` of a sequence.
    func key(
        ofBlock index: Int, tokens: [Int32], after parent: BlockKey?, scope: Hash128, spans: TokenSpans
    ) -> BlockKey {
        let range = index * blockSize..<(index + 1) * blockSize
        let extra = extra(of: range, scope: parent == nil ? scope : nil, spans: spans)
        var hasher = SipHasher128(key: seed)
        hasher.combine(parent?.hash ?? .zero)
        hasher.combine(extra)
        tokens.withUnsafeBufferPointer { hasher.combine(UnsafeBufferPointer(rebasing: $0[range])) }
        let hash = hasher.finalize()
        return BlockKey(hash: Hash128(low: hash.low & hashMask, high: hash.high & hashMask), extra: extra)
    }

    private func extra(of range: Range<Int>, scope: Hash128?, spans: TokenSpans) -> Hash128 {
        let touching = spans.isEmpty ? [] : spans.touching(range)
        guard scope != nil || !touching.isEmpty else { return .zero }
        var hasher = SipHasher128(key: seed)
        if let scope { hasher.combine(scope) }
        for span in touching {
            let begin = max(span.range.lowerBound, range.lowerBound)
            hasher.combine(span.content)
            hasher.combine(UInt64(span.range.count))
            hasher.combine(UInt64(begin - span.range.lowerBound))
            hasher.combine(UInt64(begin - range.lowerBound))
        }
        return hasher.finalize()
    }

    /// The block that holds `blockSize` of `tokens` from `start` on, and follows `parent`.
    func find(_ key: BlockKey, after parent: BlockID, tokens: [Int32], from start: Int) -> BlockID? {
        guard !parents.isEmpty else { return nil }
        var block = buckets[bucket(of: key)]
        while block != Self.absent {
            let index = Int(block)
            if keys[index] == key, parents[index] == parent, holds(index, tokens, from: start) { return block }
            block = nextInBucket[index]
        }
        return nil
    }

    mutating func insert(_ block: BlockID, _ key: BlockKey, after parent: BlockID, tokens: [Int32], from start: Int) {
        let index = Int(block)
        for offset in 0..<blockSize { self.tokens[index * blockSize + offset] = tokens[start + offset] }
        keys[index] = key
        parents[index] = parent
        let bucket = bucket(of: key)
        nextInBucket[index] = buckets[bucket]
        buckets[bucket] = block
    }

    mutating func remove(_ block: BlockID) {
        guard contains(block) else { return }
        let index = Int(block)
        let bucket = bucket(of: keys[index])
        if buckets[bucket] == block {
            buckets[bucket] = nextInBucket[index]
        } else {
            var before = Int(buckets[bucket])
            while nextInBucket[before] != block { before = Int(nextInBucket[before]) }
            nextInBucket[before] = nextInBucket[index]
        }
        parents[index] = Self.absent
    }

    private func bucket(of key: BlockKey) -> Int { Int(truncatingIfNeeded: key.hash.low) & (buckets.count - 1) }

    private func holds(_ block: Int, _ wanted: [Int32], from start: Int) -> Bool {
        tokens.withUnsafeBufferPointer { held in
            wanted.withUnsafeBufferPointer { wanted in
                var offset = 0
                while offset < blockSize, held[block * blockSize + offset] == wanted[start + offset] { offset += 1 }
                return offset == blockSize
            }
        }
    }
}
