/// Bytes that the socket has not taken yet.
struct OutputQueue {
    private var pieces: [[UInt8]] = []
    private var first = 0
    /// How much of the first piece is gone.
    private var offset = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func append(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        pieces.append(bytes)
        count += bytes.count
    }

    /// Writes as much as the transport takes; false if the peer is gone.
    mutating func flush(_ transport: any Transport) -> Bool {
        while first < pieces.count {
            switch pieces[first].withUnsafeBytes({ transport.write(UnsafeRawBufferPointer(rebasing: $0[offset...])) }) {
            case .moved(let moved): drop(moved)
            case .wouldBlock: return true
            case .ended: return false
            }
        }
        return true
    }

    private mutating func drop(_ moved: Int) {
        count -= moved
        offset += moved
        guard offset == pieces[first].count else { return }
        pieces[first] = []
        first += 1
        offset = 0
        if first == pieces.count || first > 64 {
            pieces.removeFirst(first)
            first = 0
        }
    }
}
