enum KeySelection {
    /// Moves the greatest keys to the front, in no order: as few as reach `target` when their weights are added from
    /// the greatest down. Returns how many; all of them if they do not reach it. `weigh` adds up the weights of a range.
    ///
    /// Quickselect that follows weight instead of count: linear on average, and never sorts what it can leave alone.
    @inline(__always)
    static func front(
        of keys: UnsafeMutableBufferPointer<UInt64>, count: Int, target: Double, weigh: (Range<Int>) -> Double
    ) -> Int {
        var low = 0
        var high = count
        var before = 0.0
        while high - low > 24 {
            let middle = partition(keys, low, high)
            let left = weigh(low..<middle)
            if before + left >= target {
                high = middle
                continue
            }
            before += left + weigh(middle..<middle + 1)
            if before >= target { return middle + 1 }
            low = middle + 1
        }
        sort(keys, low..<high)
        while low < high {
            before += weigh(low..<low + 1)
            low += 1
            if before >= target { break }
        }
        return low
    }

    /// The `target` greatest keys, by the same means.
    static func front(of keys: UnsafeMutableBufferPointer<UInt64>, count: Int, target: Int) -> Int {
        front(of: keys, count: count, target: Double(target)) { Double($0.count) }
    }

    /// Greatest first.
    static func sort(_ keys: UnsafeMutableBufferPointer<UInt64>, _ range: Range<Int>) {
        var part = UnsafeMutableBufferPointer(rebasing: keys[range])
        part.sort(by: >)
    }

    /// Puts the keys greater than a pivot before it and the others behind it; returns the pivot's place.
    private static func partition(_ keys: UnsafeMutableBufferPointer<UInt64>, _ low: Int, _ high: Int) -> Int {
        // Hashing the bounds picks candidates that no orderly row can make bad ones every time.
        let hash = UInt64(truncatingIfNeeded: low ^ high &<< 20) &* 0x9E37_79B9_7F4A_7C15
        let width = UInt64(high - low)
        let first = low + Int((hash >> 40) % width)
        let second = low + Int((hash >> 16 & 0xFF_FFFF) % width)
        let third = low + (high - low) / 2
        let place = median(keys, first, second, third)
        let pivot = keys[place]
        keys.swapAt(place, high - 1)
        var end = low
        // Swapping always and moving on only behind greater keys spares a jump that nobody can predict.
        for index in low..<high - 1 {
            let key = keys[index]
            keys[index] = keys[end]
            keys[end] = key
            end += key > pivot ? 1 : 0
        }
        keys.swapAt(end, high - 1)
        return end
    }

    private static func median(_ keys: UnsafeMutableBufferPointer<UInt64>, _ a: Int, _ b: Int, _ c: Int) -> Int {
        if keys[a] < keys[b] {
            return keys[b] < keys[c] ? b : (keys[a] < keys[c] ? c : a)
        }
        return keys[a] < keys[c] ? a : (keys[b] < keys[c] ? c : b)
    }
}
