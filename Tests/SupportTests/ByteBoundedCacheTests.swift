import Support
import Testing

@Suite struct ByteBoundedCacheTests {
    @Test func dropsWhatWasNotAskedForLongest() {
        var cache = ByteBoundedCache<String, Int>(limit: 10)
        cache.insert(1, bytes: 4, for: "a")
        cache.insert(2, bytes: 4, for: "b")
        #expect(cache.value(for: "a") == 1)
        cache.insert(3, bytes: 4, for: "c")
        #expect(cache.value(for: "b") == nil)
        #expect(cache.value(for: "a") == 1)
        #expect(cache.value(for: "c") == 3)
        #expect(cache.bytes == 8)
    }

    @Test func replacesAndCountsOnce() {
        var cache = ByteBoundedCache<String, Int>(limit: 10)
        cache.insert(1, bytes: 6, for: "a")
        cache.insert(2, bytes: 7, for: "a")
        #expect(cache.value(for: "a") == 2)
        #expect(cache.bytes == 7)
        // Nothing old is left where the new does not fit.
        cache.insert(3, bytes: 11, for: "a")
        #expect(cache.value(for: "a") == nil)
        #expect(cache.bytes == 0)
    }
}
