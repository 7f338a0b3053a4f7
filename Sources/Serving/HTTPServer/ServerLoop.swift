#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The server's thread: accepts, reads, notices who leaves and who is too slow. It never waits for anything but news.
final class ServerLoop {
    private let core: ServerCore
    private let listeners: [ListenerBox]
    private let tls: TLSContext?
    private var connections: [UInt64: Connection] = [:]
    private var nextKey: UInt64
    private var lastTick = ContinuousClock.now
    private var isAccepting = true
    private var hasDrained = false

    private static let sendBuffer: Int32 = 128 << 10
    private static let tickMilliseconds: Int32 = 250

    init(core: ServerCore, listeners: [ListenerBox], tls: TLSContext?) {
        self.core = core
        self.listeners = listeners
        self.tls = tls
        nextKey = UInt64(listeners.count) + 1
        for (index, box) in listeners.enumerated() {
            core.poll.add(box.listener.socket, UInt64(index) + 1, .reading)
        }
    }

    /// Returns when the server is stopped.
    func run() {
        while !core.isStopping {
            core.poll.wait(milliseconds: Self.tickMilliseconds) { event in
                if event.key <= UInt64(listeners.count) {
                    accept(listeners[Int(event.key) - 1])
                } else {
                    connections[event.key]?.react(to: event.what)
                }
            }
            if core.isDraining, !hasDrained { closeIdle() }
            tickIfDue()
            forgetRemoved()
        }
        for connection in connections.values { connection.close() }
        connections = [:]
        for box in listeners {
            core.poll.remove(box.listener.socket)
            // The descriptor lives as long as the last reference to it; nobody may connect for that long.
            box.listener.stopListening()
        }
    }

    private func accept(_ box: ListenerBox) {
        while connections.count < core.limits.connections {
            switch box.listener.accept() {
            case .nobody: return
            case .exhausted: return pauseAccepting()
            case .connection(let socket, let peer): add(socket, peer)
            }
            forgetRemoved()
        }
        pauseAccepting()
    }

    /// Those who come meanwhile wait in the system's queue; looking at them would only spin.
    private func pauseAccepting() {
        guard isAccepting else { return }
        isAccepting = false
        for box in listeners { core.poll.remove(box.listener.socket) }
    }

    private func resumeAccepting() {
        guard !isAccepting, connections.count < core.limits.connections else { return }
        isAccepting = true
        for (index, box) in listeners.enumerated() {
            core.poll.add(box.listener.socket, UInt64(index) + 1, .reading)
        }
    }

    private func add(_ socket: Int32, _ peer: String) {
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        // Left alone, the system lets megabytes pile up for each client that does not read.
        var buffer = Self.sendBuffer
        setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &buffer, socklen_t(MemoryLayout<Int32>.size))
        guard let transport = makeTransport(socket) else {
            close(socket)
            return
        }
        let connection = Connection(
            key: nextKey, socket: socket, peer: peer, core: core, transport: transport)
        connections[nextKey] = connection
        nextKey += 1
    }

    private func makeTransport(_ socket: Int32) -> sending (any Transport)? {
        guard let tls else { return PlainTransport(socket) }
        return tls.makeTransport(socket)
    }

    private func closeIdle() {
        hasDrained = true
        for connection in connections.values { connection.tick(.now) }
    }

    private func tickIfDue() {
        let now = ContinuousClock.now
        guard lastTick.duration(to: now) >= .milliseconds(Int(Self.tickMilliseconds)) else { return }
        lastTick = now
        for connection in connections.values { connection.tick(now) }
        resumeAccepting()
    }

    private func forgetRemoved() {
        let removed = core.takeRemoved()
        for key in removed { connections[key] = nil }
        // Otherwise the next tick tries again. At once would be too soon: without descriptors, that would spin.
        if !removed.isEmpty { resumeAccepting() }
    }
}
