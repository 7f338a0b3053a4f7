#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import Dispatch
internal import Support
internal import Synchronization

/// Takes connections on a free port of this machine and gives each to a handler on a thread of its own.
package final class LoopbackServer: Sendable {
    package let port: UInt16
    private let listener: Int32
    private let accepted = Mutex(0)

    package var url: String { "http://127.0.0.1:\(port)" }
    package var connectionCount: Int { accepted.withLock { $0 } }

    package struct SetupError: Error { package let code = errno }

    package init(_ handler: @escaping @Sendable (Connection) -> Void) throws {
        (listener, port) = try Self.listen()
        let listener = listener
        try DedicatedThread.start { [weak self] in
            while case let socket = accept(listener, nil, nil), socket >= 0 {
                self?.accepted.withLock { $0 += 1 }
                try? DedicatedThread.start {
                    handler(Connection(socket))
                    close(socket)
                }
            }
            close(listener)
        }
    }

    /// Ends the accepting thread, which then closes the socket.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// A port that nobody listens on: it was free a moment ago.
    package static func unusedPort() throws -> UInt16 {
        let (socket, port) = try listen()
        close(socket)
        return port
    }

    private static func listen() throws -> (socket: Int32, port: UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard bind(listener, address, length) == 0, systemListen(listener, 128) == 0 else { return Int32(-1) }
                return getsockname(listener, address, &length)
            }
        }
        guard listener >= 0, code == 0 else { throw SetupError() }
        return (listener, UInt16(bigEndian: address.sin_port))
    }
}

/// The server's end of a connection; blocks its thread.
package struct Connection: Sendable {
    private let socket: Int32

    init(_ socket: Int32) { self.socket = socket }

    /// A request's head and body as text; nil when the client is gone.
    package func request() -> String? {
        var text = ""
        while true {
            if let head = text.range(of: "\r\n\r\n") {
                let length = text[..<head].lowercased().split(separator: "\r\n")
                    .first { $0.hasPrefix("content-length:") }.flatMap { Int($0.dropFirst(15).filter(\.isNumber)) }
                if text[head...].utf8.count - 4 >= length ?? 0 { return text }
            }
            guard let bytes = receive() else { return nil }
            text += String(decoding: bytes, as: UTF8.self)
        }
    }

    /// How many bytes the client's system took before the client went away, or before nothing moved for `patience` ms.
    package func push(_ bytes: [UInt8], upTo limit: Int, patience: Int32 = 300) -> Int {
        var total = 0
        while total < limit {
            var event = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
            guard poll(&event, 1, patience) == 1 else { break }
            let count = systemSend(
                socket, bytes, min(bytes.count, limit - total), Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            guard count > 0 else { break }
            total += count
        }
        return total
    }

    @discardableResult
    package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                systemSend(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    package func chunk(_ text: String) { send("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n") }

    /// Hangs up.
    package func end() { shutdown(socket, Int32(SHUT_RDWR)) }

    /// Returns when the client has closed its end.
    package func waitForClose() { while receive() != nil {} }

    private func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(socket, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }
}

extension String {
    fileprivate func range(of mark: String) -> Index? {
        // Line breaks are one character in Swift, so this looks at bytes.
        let bytes = Array(utf8)
        let mark = Array(mark.utf8)
        guard bytes.count >= mark.count else { return nil }
        for start in 0...(bytes.count - mark.count) where bytes[start..<(start + mark.count)].elementsEqual(mark) {
            return utf8.index(utf8.startIndex, offsetBy: start)
        }
        return nil
    }
}

/// Opens once; threads and tasks can wait for it.
package final class Gate: Sendable {
    package init() {}

    private let stream = AsyncStream<Void>.makeStream()
    private let threads = DispatchSemaphore(value: 0)

    package func open() {
        stream.continuation.finish()
        threads.signal()
    }

    package func wait() async { for await _ in stream.stream {} }
    package func block() { threads.wait() }
}

/// Holds threads back until a number of them have come.
package final class Barrier: Sendable {
    private let missing: Mutex<Int>
    private let all = DispatchSemaphore(value: 0)
    private let count: Int

    package init(_ count: Int) {
        self.count = count
        missing = Mutex(count)
    }

    package func wait() {
        let isLast = missing.withLock { missing in
            missing -= 1
            return missing == 0
        }
        if isLast { for _ in 0..<count { all.signal() } }
        all.wait()
    }
}

// Methods of the same names hide the system's.

private func systemSend(_ socket: Int32, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: Int32) -> Int {
    send(socket, bytes, count, flags)
}

private func systemListen(_ socket: Int32, _ backlog: Int32) -> Int32 { listen(socket, backlog) }
