import Synchronization
import Testing

@testable import Generation

@Suite("A pass is interrupted once nobody waits for it")
struct PassWatchTests {
    private final class Bell: Sendable {
        let rings = Atomic<Int>(0)
        var count: Int { rings.load(ordering: .relaxed) }
    }

    private static func watch() -> (PassWatch, Bell) {
        let bell = Bell()
        return (PassWatch { bell.rings.wrappingAdd(1, ordering: .relaxed) }, bell)
    }

    private let one = RequestID(1)
    private let two = RequestID(2)

    @Test("only when the last of its requests is cancelled")
    func last() {
        let (watch, bell) = Self.watch()
        watch.begin([one, two, one])
        watch.cancel(one)
        #expect(bell.count == 0)
        watch.cancel(one)
        #expect(bell.count == 0)
        watch.cancel(two)
        #expect(bell.count == 1)
    }

    @Test("not for requests that are not in it, nor after it")
    func others() {
        let (watch, bell) = Self.watch()
        watch.cancel(one)
        watch.begin([one])
        watch.cancel(two)
        watch.end()
        watch.cancel(one)
        #expect(bell.count == 0)
        watch.begin([two])
        watch.cancel(one)
        #expect(bell.count == 0)
        watch.cancel(two)
        #expect(bell.count == 1)
    }
}
