internal import Synchronization

/// A small table that only grows. It is a list, so looking something up takes neither lock nor memory, and values stay
/// where they are. Once it holds `limit` entries, all further keys share one more.
package final class GrowingTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private final class Entry: Sendable {
        let key: Key
        let value: Value
        let next = AtomicLazyReference<Entry>()

        init(_ key: Key, _ value: Value) {
            self.key = key
            self.value = value
        }
    }

    private let first = AtomicLazyReference<Entry>()
    private let rest = AtomicLazyReference<Entry>()
    private let limit: Int
    private let restKey: Key
    private let make: @Sendable (Key) -> Value

    /// - Parameter restKey: stands for all keys that find no room.
    package init(limit: Int, restKey: Key, make: @escaping @Sendable (Key) -> Value) {
        self.limit = max(1, limit)
        self.restKey = restKey
        self.make = make
    }

    package subscript(key: Key) -> Value {
        // Another thread may store first; then its entry is met, and the walk goes on from there.
        var entry = first.load() ?? first.storeIfNil(Entry(key, make(key)))
        var count = 1
        while entry.key != key {
            if let next = entry.next.load() {
                entry = next
            } else if count >= limit {
                return (rest.load() ?? rest.storeIfNil(Entry(restKey, make(restKey)))).value
            } else {
                entry = entry.next.storeIfNil(Entry(key, make(key)))
            }
            count += 1
        }
        return entry.value
    }

    package func forEach(_ body: (Key, Value) -> Void) {
        var entry = first.load()
        while let current = entry {
            body(current.key, current.value)
            entry = current.next.load()
        }
        if let rest = rest.load() { body(rest.key, rest.value) }
    }
}
