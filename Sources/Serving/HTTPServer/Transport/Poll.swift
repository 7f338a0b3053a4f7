internal import CLinux
internal import Support

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// An epoll set with a descriptor that wakes its one waiter.
struct Poll: ~Copyable, Sendable {
    struct Interest: OptionSet, Sendable {
        let rawValue: UInt32
        static let reading = Interest(rawValue: EPOLLIN.rawValue)
        static let writing = Interest(rawValue: EPOLLOUT.rawValue)
        /// Always looked out for: the peer has closed its side, or the connection is broken.
        static let hangUp = Interest(rawValue: EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue)
    }

    struct Event: Sendable {
        var key: UInt64
        var what: Interest
    }

    /// The key of the waking descriptor; owners choose others.
    static let wakeKey: UInt64 = 0

    private let set: Int32
    private let waker: Int32

    init() throws(DazzleError) {
        set = epoll_create1(Int32(EPOLL_CLOEXEC))
        waker = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        guard set >= 0, waker >= 0, add(waker, Self.wakeKey, .reading) else {
            throw DazzleError(
                .invalidOption, "the system gives no descriptors to listen with: \(String(cString: strerror(errno)))")
        }
    }

    deinit {
        if set >= 0 { close(set) }
        if waker >= 0 { close(waker) }
    }

    @discardableResult
    func add(_ descriptor: Int32, _ key: UInt64, _ interest: Interest) -> Bool {
        control(EPOLL_CTL_ADD, descriptor, key, interest)
    }

    func change(_ descriptor: Int32, _ key: UInt64, _ interest: Interest) {
        _ = control(EPOLL_CTL_MOD, descriptor, key, interest)
    }

    func remove(_ descriptor: Int32) { _ = control(EPOLL_CTL_DEL, descriptor, 0, []) }

    private func control(_ operation: Int32, _ descriptor: Int32, _ key: UInt64, _ interest: Interest) -> Bool {
        var event = epoll_event(events: interest.union(.hangUp).rawValue, data: epoll_data_t(u64: key))
        return epoll_ctl(set, operation, descriptor, &event) == 0
    }

    func wake() {
        var one: UInt64 = 1
        _ = write(waker, &one, MemoryLayout<UInt64>.size)
    }

    /// Waits at most `milliseconds` and hands over what has happened.
    func wait(milliseconds: Int32, _ body: (Event) -> Void) {
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 128) { events in
            let count = epoll_wait(set, events.baseAddress, Int32(events.count), milliseconds)
            for index in 0..<max(0, Int(count)) {
                let event = Event(key: events[index].data.u64, what: Interest(rawValue: events[index].events))
                if event.key == Self.wakeKey { drainWaker() } else { body(event) }
            }
        }
    }

    private func drainWaker() {
        var count: UInt64 = 0
        _ = read(waker, &count, MemoryLayout<UInt64>.size)
    }
}
