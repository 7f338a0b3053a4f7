/// The greatest logits of a row without sorting it.
enum TopTokens {
    /// Moves the keys of the `count` greatest logits to the front of `workspace.keys`, greatest first, the lowest id
    /// first among equals, and returns how many there are. Needs the block maxima of the row. NaN is never among them.
    static func find(
        _ count: Int, in row: LogitRow, maxima: UnsafeMutableBufferPointer<Float>, workspace: Sampler.Workspace
    ) -> Int {
        let wanted = min(count, row.count)
        guard wanted > 0 else { return 0 }
        let floor = bound(wanted, row: row, maxima: maxima, workspace: workspace)
        let found = row.collect(atLeast: floor, maxima: maxima, into: &workspace.keys)
        let keys = workspace.keys.reserve(found)
        let kept = KeySelection.front(of: keys, count: found, target: wanted)
        KeySelection.sort(keys, 0..<kept)
        return kept
    }

    /// A logit that at least `count` logits reach, because the largest of as many blocks do. -∞ if there are too few
    /// blocks to tell.
    static func bound(
        _ count: Int, row: LogitRow, maxima: UnsafeMutableBufferPointer<Float>, workspace: Sampler.Workspace
    ) -> Float {
        guard count <= row.blockCount else { return -.infinity }
        let keys = workspace.selection.reserve(row.blockCount)
        for block in 0..<row.blockCount { keys[block] = RankKey.make(logit: maxima[block], id: block) }
        _ = KeySelection.front(of: keys, count: row.blockCount, target: count)
        return smallest(keys, count)
    }

    static func smallest(_ keys: UnsafeMutableBufferPointer<UInt64>, _ count: Int) -> Float {
        var least = UInt64.max
        for place in 0..<count where keys[place] < least { least = keys[place] }
        return RankKey.logit(least)
    }
}
