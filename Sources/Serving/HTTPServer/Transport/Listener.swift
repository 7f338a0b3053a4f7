#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import CLinux
internal import Support

/// A listening socket.
struct Listener: ~Copyable {
    let socket: Int32
    let port: Int
    /// For people: "127.0.0.1:8000".
    let address: String

    deinit { close(socket) }

    /// One listener for each address of `hosts`, which may be names and several, separated by commas.
    static func open(_ hosts: String, port: Int) throws(DazzleError) -> [ListenerBox] {
        guard (0...65535).contains(port) else {
            throw DazzleError(.invalidOption, "port is \(port); give a number from 0 to 65535", parameter: "port")
        }
        var listeners: [ListenerBox] = []
        for host in hosts.split(separator: ",").map(String.init) {
            // With port 0, all addresses share the one that the first got.
            let wanted = port == 0 ? listeners.first?.listener.port ?? 0 : port
            listeners.append(ListenerBox(try Listener(host: host, port: wanted)))
        }
        guard !listeners.isEmpty else {
            throw DazzleError(.invalidOption, "host is empty; give an address such as 127.0.0.1", parameter: "host")
        }
        return listeners
    }

    private init(host: String, port: Int) throws(DazzleError) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        let code = getaddrinfo(bare, String(port), &hints, &found)
        guard code == 0, let found else {
            throw DazzleError(
                .invalidOption,
                "there is no address for the host '\(host)' (\(String(cString: gai_strerror(code)))); give one of this "
                    + "machine's, such as 127.0.0.1 or 0.0.0.0", parameter: "host")
        }
        defer { freeaddrinfo(found) }
        let info = found.pointee
        let handle = systemSocket(info.ai_family, info.ai_socktype | Self.flags, 0)
        guard handle >= 0 else { throw Self.failure("make a socket", host, port) }
        var on: Int32 = 1
        setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard bind(handle, info.ai_addr, info.ai_addrlen) == 0, listen(handle, 1024) == 0 else {
            let failure = Self.failure("listen", host, port)
            close(handle)
            throw failure
        }
        socket = handle
        self.port = Self.boundPort(handle) ?? port
        address = "\(bare.contains(":") ? "[\(bare)]" : bare):\(self.port)"
    }

    private static let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)

    private static func failure(_ action: String, _ host: String, _ port: Int) -> DazzleError {
        let reason = errno
        let remedy =
            switch reason {
            case EADDRINUSE: "another program uses it; stop that, or choose another --port"
            case EACCES: "ports below 1024 need privileges; choose another --port"
            case EADDRNOTAVAIL: "this machine has no such address; choose another --host, such as 127.0.0.1"
            default: "choose another --host or --port"
            }
        return DazzleError(
            .invalidOption,
            "could not \(action) on \(host) port \(port): \(String(cString: strerror(reason))); \(remedy)",
            parameter: reason == EADDRNOTAVAIL ? "host" : "port")
    }

    private static func boundPort(_ socket: Int32) -> Int? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { getsockname(socket, $0.baseAddress, &length) }
        }
        guard code == 0 else { return nil }
        return withUnsafeBytes(of: storage) { bytes in
            // The port stands at the same place for IPv4 and IPv6.
            Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
        }
    }

    func stopListening() { shutdown(socket, Int32(SHUT_RDWR)) }

    enum Arrival {
        case connection(Int32, peer: String)
        case nobody
        /// No descriptors are left, or the like: not now.
        case exhausted
    }

    func accept() -> Arrival {
        while true {
            var storage = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let handle = withUnsafeMutableBytes(of: &storage) { bytes in
                bytes.withMemoryRebound(to: sockaddr.self) { accept4(socket, $0.baseAddress, &length, Self.flags) }
            }
            if handle >= 0 { return .connection(handle, peer: Self.name(of: &storage, length)) }
            switch errno {
            case EAGAIN: return .nobody
            // The one that came is gone; there may be others.
            case EINTR, ECONNABORTED, EPROTO, EPERM: continue
            default: return .exhausted
            }
        }
    }

    private static func name(of storage: inout sockaddr_storage, _ length: socklen_t) -> String {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let code = withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                getnameinfo($0.baseAddress, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            }
        }
        guard code == 0 else { return "unknown" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Lets a move-only listener stand in an array.
final class ListenerBox: Sendable {
    let listener: Listener
    init(_ listener: consuming Listener) { self.listener = listener }
}

/// The property of the same name hides the function.
private func systemSocket(_ family: Int32, _ type: Int32, _ number: Int32) -> Int32 { socket(family, type, number) }
