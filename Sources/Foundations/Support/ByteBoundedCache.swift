/// Keeps values up to a number of bytes; those not asked for longest go first.
package struct ByteBoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        var value: Value
        var bytes: Int
        var lastUse: UInt64
    }

    package let limit: Int
    package private(set) var bytes = 0
    private var entries: [Key: Entry] = [:]
    private var clock: UInt64 = 0

    package init(limit: Int) { self.limit = limit }

    package mutating func value(for key: Key) -> Value? {
        clock += 1
        entries[key]?.lastUse = clock
        return entries[key]?.value
    }

    /// Replaces what is there. A value that is larger than all the room is not kept.
    package mutating func insert(_ value: Value, bytes size: Int, for key: Key) {
        remove(key)
        guard size <= limit else { return }
        clock += 1
        entries[key] = Entry(value: value, bytes: size, lastUse: clock)
        bytes += size
        // Values are big, so there are few of them, and looking through all is cheap beside making one.
        while bytes > limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            remove(oldest.key)
        }
    }

    private mutating func remove(_ key: Key) {
        if let old = entries.removeValue(forKey: key) { bytes -= old.bytes }
    }
}
