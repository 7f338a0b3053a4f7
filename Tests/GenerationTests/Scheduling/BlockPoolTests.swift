import Testing

@testable import Generation
@testable import Support

@Suite("Block pool")
final class BlockPoolTests {
    var pool = BlockPool(
        CacheGeometry(blockSize: 2, blockCount: 3, bytesPerBlock: 1), isIndexed: true, seed: Hash128(low: 1, high: 2))

    private func allocate() -> BlockID? { pool.allocate() }

    private func publish(_ block: BlockID, _ tokens: [Int32], after parent: BlockID = PrefixIndex.root)
        -> BlockID
    {
        pool.publish(block, as: key(tokens), after: parent, tokens: tokens, from: 0)
    }

    private func key(_ tokens: [Int32]) -> BlockKey {
        BlockKey(hash: Hash128(low: UInt64(tokens[0]), high: UInt64(tokens[1])), extra: .zero)
    }

    private func find(_ tokens: [Int32]) -> BlockID? {
        pool.index.find(key(tokens), after: PrefixIndex.root, tokens: tokens, from: 0)
    }

    @Test("gives every block once, then none")
    func exhaustion() {
        let blocks = (0..<4).map { _ in allocate() }
        #expect(Set(blocks.compactMap { $0 }) == [0, 1, 2])
        #expect(blocks[3] == nil)
        #expect(pool.liveCount == 3)
        #expect(pool.availableCount == 0)
    }

    @Test("keeps a block until its last holder lets go")
    func holders() throws {
        let block = try #require(allocate())
        pool.retain(block)
        #expect(!pool.isWritable(block))
        pool.release(block)
        #expect(pool.isWritable(block))
        #expect(pool.liveCount == 1)
        pool.release(block)
        #expect(pool.freeCount == 3)
    }

    @Test("evicts the block that was let go first, and free ones come before")
    func eviction() throws {
        let first = try #require(allocate())
        let second = try #require(allocate())
        #expect(publish(first, [1, 1]) == first)
        #expect(publish(second, [2, 2]) == second)
        pool.release(second)
        pool.release(first)
        #expect(pool.cachedCount == 2)
        let third = try #require(allocate())
        #expect(third != first && third != second)
        #expect(allocate() == second)
        #expect(find([2, 2]) == nil)
        #expect(find([1, 1]) == first)
    }

    @Test("revives a cached block, which is then the last to go")
    func revival() throws {
        let first = try #require(allocate())
        let second = try #require(allocate())
        _ = publish(first, [1, 1])
        _ = publish(second, [2, 2])
        pool.release(first)
        pool.release(second)
        pool.retain(first)
        #expect(pool.liveCount == 1)
        #expect(!pool.isWritable(first), "what others may find must not change")
        pool.release(first)
        _ = allocate()
        #expect(allocate() == second)
        #expect(allocate() == first)
    }

    @Test("names the block that had the content before")
    func twins() throws {
        let first = try #require(allocate())
        let second = try #require(allocate())
        _ = publish(first, [1, 1])
        #expect(publish(second, [1, 1]) == first)
        #expect(pool.isWritable(second))
        pool.release(second)
        #expect(pool.freeCount == 2)
    }
}

@Suite("Prefix index")
struct PrefixIndexTests {
    private func index(hashMask: UInt64 = .max) -> PrefixIndex {
        PrefixIndex(blockCount: 4, blockSize: 2, seed: Hash128(low: 1, high: 2), hashMask: hashMask)
    }

    private func keys(
        _ index: PrefixIndex, _ tokens: [Int32], scope: Hash128 = .zero, spans: [TokenSpan] = []
    ) throws -> [BlockKey] {
        let spans = try #require(TokenSpans(spans, promptCount: tokens.count))
        var keys: [BlockKey] = []
        for block in 0..<tokens.count / 2 {
            keys.append(index.key(ofBlock: block, tokens: tokens, after: keys.last, scope: scope, spans: spans))
        }
        return keys
    }

    @Test("a key covers everything before and in the block")
    func chaining() throws {
        let index = index()
        let content = Hash128(low: 5, high: 5)
        let all = [
            try keys(index, [1, 2, 3, 4]), try keys(index, [9, 2, 3, 4]),
            try keys(index, [1, 2, 3, 4], scope: content),
            try keys(index, [1, 2, 3, 4], spans: [TokenSpan(1..<3, content: content)]),
            try keys(index, [1, 2, 3, 4], spans: [TokenSpan(1..<4, content: content)]),
            try keys(index, [1, 2, 3, 4], spans: [TokenSpan(0..<3, content: content)]),
            try keys(index, [1, 2, 3, 4], spans: [TokenSpan(1..<3, content: .zero)]),
        ]
        #expect(Set(all.map(\.[0])).count == all.count)
        #expect(Set(all.map(\.[1])).count == all.count)
        #expect(try keys(index, [1, 2, 3, 5])[0] == all[0][0])
    }

    @Test("a span changes nothing before it")
    func laterSpan() throws {
        let index = index()
        let plain = try keys(index, [1, 2, 3, 4])
        let spanned = try keys(index, [1, 2, 3, 4], spans: [TokenSpan(2..<4, content: .zero)])
        #expect(plain[0] == spanned[0])
        #expect(plain[1] != spanned[1])
    }

    @Test("equal hashes never give another's block", arguments: [0, 1, .max] as [UInt64])
    func collisions(hashMask: UInt64) throws {
        var index = index(hashMask: hashMask)
        let prompts: [[Int32]] = [[1, 2], [3, 4], [5, 6], [7, 8]]
        for (block, tokens) in prompts.enumerated() {
            let key = try keys(index, tokens)[0]
            #expect(index.find(key, after: PrefixIndex.root, tokens: tokens, from: 0) == nil)
            index.insert(BlockID(block), key, after: PrefixIndex.root, tokens: tokens, from: 0)
        }
        for (block, tokens) in prompts.enumerated() {
            let key = try keys(index, tokens)[0]
            #expect(index.find(key, after: PrefixIndex.root, tokens: tokens, from: 0) == BlockID(block))
            #expect(index.find(key, after: 2, tokens: tokens, from: 0) == nil, "another parent")
        }
        for removed in [1, 3, 0, 2] {
            index.remove(BlockID(removed))
            index.remove(BlockID(removed))
            let key = try keys(index, prompts[removed])[0]
            #expect(index.find(key, after: PrefixIndex.root, tokens: prompts[removed], from: 0) == nil)
        }
    }

    @Test("scopes stay apart even if the hashes are equal")
    func scopes() throws {
        var index = index(hashMask: 0)
        let key = try keys(index, [1, 2], scope: Hash128(low: 1, high: 0))[0]
        index.insert(0, key, after: PrefixIndex.root, tokens: [1, 2], from: 0)
        let other = try keys(index, [1, 2], scope: Hash128(low: 2, high: 0))[0]
        #expect(key.hash == other.hash)
        #expect(index.find(other, after: PrefixIndex.root, tokens: [1, 2], from: 0) == nil)
    }
}
