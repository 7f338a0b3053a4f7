#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import Support
internal import Synchronization

/// A web server for tests on a free port of this machine, that does what its handler says, however wrong that is.
package final class LoopbackServer: Sendable {
    package struct Request: Sendable {
        package var method = ""
        package var path = ""
        /// By name in lower case.
        package var headers: [String: String] = [:]
        package var body: [UInt8] = []
    }

    /// The server's end of a connection.
    package struct Connection: Sendable {
        fileprivate let socket: Int32

        /// Returns false if the client has left.
        @discardableResult
        package func send(_ bytes: some Collection<UInt8>) -> Bool {
            var rest = Array(bytes)[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                guard count > 0 else { return false }
                rest.removeFirst(count)
            }
            return true
        }

        @discardableResult
        package func send(_ text: String) -> Bool { send(text.utf8) }

        /// An answer with everything that belongs to it.
        package func answer(_ body: String, status: String = "200 OK", headers: String = "") {
            send("HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        }

        /// Waits until the client has closed its end.
        package func waitForEnd() {
            var byte: UInt8 = 0
            while recv(socket, &byte, 1, 0) > 0 {}
        }

        package func close() { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    package typealias Handler = @Sendable (Request, Connection) -> Void

    package let port: UInt16
    package var url: String { "http://127.0.0.1:\(port)" }
    private let listener: Int32
    private let handler: Handler
    private let accepted = Mutex(0)

    /// How many connections there have been.
    package var connectionCount: Int { accepted.withLock { $0 } }

    package static func start(_ handler: @escaping Handler) throws -> LoopbackServer {
        let server = try LoopbackServer(handler)
        let listener = server.listener
        try DedicatedThread.start { [weak server] in
            while case let socket = accept(listener, nil, nil), socket >= 0 {
                server?.take(socket)
            }
            close(listener)
        }
        return server
    }

    private init(_ handler: @escaping Handler) throws {
        self.handler = handler
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isReady = withUnsafeMutableBytes(of: &address) { bytes in
            guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return bind(listener, pointer, length) == 0 && listen(listener, 512) == 0
                && getsockname(listener, pointer, &length) == 0
        }
        guard isReady else { throw CannotListen() }
        port = UInt16(bigEndian: address.sin_port)
    }

    private struct CannotListen: Error {}

    // The waiting thread wakes and closes the socket.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private func take(_ socket: Int32) {
        accepted.withLock { $0 += 1 }
        let handler = handler
        let serve: @Sendable () -> Void = {
            var reader = RequestReader(socket: socket)
            while let request = reader.next() { handler(request, Connection(socket: socket)) }
            close(socket)
        }
        do { try DedicatedThread.start(serve) } catch { close(socket) }
    }
}

/// Reads well-formed requests off a connection.
private struct RequestReader {
    let socket: Int32
    private var bytes: [UInt8] = []

    init(socket: Int32) { self.socket = socket }

    mutating func next() -> LoopbackServer.Request? {
        var request = LoopbackServer.Request()
        guard let first = line() else { return nil }
        let words = first.split(separator: " ").map(String.init)
        guard words.count == 3 else { return nil }
        (request.method, request.path) = (words[0], words[1])
        while let line = line(), !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1)
            request.headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        }
        let length = request.headers["content-length"].flatMap(Int.init) ?? 0
        while bytes.count < length { guard fill() else { return nil } }
        request.body = Array(bytes.prefix(length))
        bytes.removeFirst(length)
        return request
    }

    private mutating func line() -> String? {
        while true {
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: bytes[..<end].filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
                bytes.removeFirst(end + 1)
                return line
            }
            guard fill() else { return nil }
        }
    }

    private mutating func fill() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        bytes += buffer.prefix(count)
        return true
    }
}
