#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// How bytes go over a connection's socket. Nothing here ever waits.
protocol Transport: AnyObject {
    /// True when bytes can be exchanged; false while the handshake waits for the peer.
    func handshake() throws(ConnectionLost) -> Bool
    /// Fills `memory` from its start.
    func read(into memory: UnsafeMutableRawBufferPointer) -> TransportResult
    func write(_ memory: UnsafeRawBufferPointer) -> TransportResult
    /// Bytes have been taken from the socket already that `read` would give at once.
    var hasBufferedInput: Bool { get }
    /// Tells the peer that no more will be written.
    func finishWriting()
}

enum TransportResult: Sendable, Hashable {
    case moved(Int)
    /// The socket takes or gives nothing now.
    case wouldBlock
    /// The peer is gone, or has said its last.
    case ended
}

struct ConnectionLost: Error {}

/// Plain TCP.
final class PlainTransport: Transport {
    private let socket: Int32

    init(_ socket: Int32) { self.socket = socket }

    func handshake() -> Bool { true }
    var hasBufferedInput: Bool { false }

    func read(into memory: UnsafeMutableRawBufferPointer) -> TransportResult {
        Self.result { recv(socket, memory.baseAddress, memory.count, Int32(MSG_DONTWAIT)) }
    }

    func write(_ memory: UnsafeRawBufferPointer) -> TransportResult {
        Self.result { send(socket, memory.baseAddress, memory.count, Self.sendFlags) }
    }

    private static let sendFlags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)

    func finishWriting() { shutdown(socket, Int32(SHUT_WR)) }

    private static func result(_ call: () -> Int) -> TransportResult {
        while true {
            let count = call()
            if count > 0 { return .moved(count) }
            if count == 0 { return .ended }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            default: return .ended
            }
        }
    }
}
