#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A client that sends exactly the bytes it is told to. It never blocks a thread: what must wait asks again, up to a
/// deadline.
final class RawClient {
    struct Failure: Error, CustomStringConvertible { let description: String }

    /// Received, and not yet taken as an answer.
    private(set) var received: [UInt8] = []
    /// The server has closed its side, or the connection is broken.
    private(set) var isEnded = false
    private var socket: Int32
    private var session: TLSClientSession?

    init(port: Int, receiveBuffer: Int32? = nil) throws {
        socket = systemSocket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw Failure(description: "no socket") }
        if var size = receiveBuffer {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let handle = socket
        let code = withUnsafeBytes(of: &address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { connect(handle, $0.baseAddress, socklen_t(bytes.count)) }
        }
        guard code == 0 else {
            systemClose(socket)
            socket = -1
            throw Failure(description: "the connection was refused")
        }
        _ = fcntl(socket, F_SETFL, O_NONBLOCK)
    }

    deinit { close() }

    /// Speaks TLS from now on, and trusts anybody.
    func startTLS() async throws {
        let session = try TLSClientSession(socket)
        self.session = session
        try await wait("the TLS handshake") { try session.handshake() }
    }

    // MARK: Sending

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        try await wait("sending") {
            while !rest.isEmpty {
                guard let count = sendSome(rest) else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    /// Sends what the socket takes, and does not mind that it is broken.
    @discardableResult
    func sendIfPossible(_ bytes: [UInt8]) -> Int { sendSome(bytes[...]) ?? 0 }

    private func sendSome(_ bytes: ArraySlice<UInt8>) -> Int? {
        let count = bytes.withUnsafeBytes { memory in
            session?.send(memory) ?? systemSend(socket, memory)
        }
        return count > 0 ? count : nil
    }

    // MARK: Receiving

    /// Takes what has come; true if something had, or the end.
    @discardableResult
    func receiveNow() -> Bool {
        guard !isEnded else { return true }
        var memory = [UInt8](repeating: 0, count: 64 << 10)
        let count = memory.withUnsafeMutableBytes { session?.receive(into: $0) ?? systemReceive(socket, $0) }
        guard let count else { return false }
        isEnded = count == 0
        received.append(contentsOf: memory[..<count])
        return true
    }

    func receive(until isEnough: ([UInt8]) -> Bool) async throws {
        try await wait("receiving; so far: \(text)") {
            while !isEnough(received) {
                guard receiveNow() else { return false }
                if isEnded, !isEnough(received) { throw Failure(description: "the server closed after: \(text)") }
            }
            return true
        }
    }

    /// All that comes until the server closes.
    func receiveToEnd() async throws -> String {
        try await wait("the server to close") {
            while !isEnded { guard receiveNow() else { return false } }
            return true
        }
        return text
    }

    func answer(to method: String = "GET") async throws -> Answer {
        var answer: Answer?
        try await wait("an answer; so far: \(text)") {
            while true {
                answer = try Answer.take(from: &received, to: method, isEnded: isEnded)
                if answer != nil { return true }
                guard !isEnded else { throw Failure(description: "the server closed after: \(text)") }
                guard receiveNow() else { return false }
            }
        }
        guard let answer else { throw Failure(description: "no answer") }
        return answer
    }

    var text: String { String(decoding: received.prefix(2000), as: UTF8.self) }

    // MARK: Leaving

    enum Departure: String, Sendable, CaseIterable { case close, reset, halfClose }

    func leave(_ departure: Departure) {
        switch departure {
        case .close:
            session?.finish()
            close()
        case .reset:
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
            close()
        case .halfClose:
            session?.finish()
            shutdown(socket, Int32(SHUT_WR))
        }
    }

    private func close() {
        session = nil
        if socket >= 0 { systemClose(socket) }
        socket = -1
        isEnded = true
    }

    private func wait(_ what: @autoclosure () -> String, _ isDone: () throws -> Bool) async throws {
        guard try await eventually(isDone) else { throw Failure(description: "waited in vain for \(what())") }
    }
}

/// Asks until the answer is yes; false if it has not been for a long while, in which it was asked often: where other tests
/// fill the machine, a while may be over after a few turns.
func eventually(within limit: Duration = .seconds(20), _ isDone: () throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + limit
    var turns = 0
    while try !isDone() {
        turns += 1
        guard ContinuousClock.now < deadline || turns < 2000 else { return false }
        try await Task.sleep(for: .microseconds(500))
    }
    return true
}

// Methods of the same names hide these functions.
private func systemSocket(_ family: Int32, _ type: Int32, _ number: Int32) -> Int32 { socket(family, type, number) }
private func systemClose(_ descriptor: Int32) { close(descriptor) }

private func systemSend(_ socket: Int32, _ memory: UnsafeRawBufferPointer) -> Int {
    send(socket, memory.baseAddress, memory.count, Int32(MSG_NOSIGNAL))
}

/// nil if nothing is there; nought at the end, also a violent one.
private func systemReceive(_ socket: Int32, _ memory: UnsafeMutableRawBufferPointer) -> Int? {
    let count = recv(socket, memory.baseAddress, memory.count, 0)
    if count < 0 { return errno == EAGAIN ? nil : 0 }
    return count
}
