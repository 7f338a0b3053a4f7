internal import Synchronization

/// A file that is coming in: what has come is written and its digest computed as it comes.
///
/// Its methods block, so they belong on a pool's thread. One caller at a time uses it; the lock only says so to the compiler.
final class PartFile: Sendable {
    private struct State: ~Copyable {
        let descriptor: FileDescriptor
        var digest: ContentDigest
        var length: Int
        /// What lies before it is on its way to the disk.
        var flushing: Int
    }

    private static let flushBytes = 16 << 20

    private let file: HubFile
    private let state: Mutex<State>

    /// Reads what an earlier attempt has left. More than the file can have is thrown away.
    init(_ file: HubFile, at path: String) throws {
        self.file = file
        let descriptor = try FileDescriptor.writing(path)
        if descriptor.size > file.size { try descriptor.truncate(to: 0) }
        let digest = try Self.digest(of: file)
        let length = try FileReader.read(descriptor, to: descriptor.size) { bytes in
            digest.update(bytes)
            return !Task.isCancelled
        }
        try Task.checkCancellation()
        state = Mutex(State(descriptor: descriptor, digest: digest, length: length, flushing: length))
    }

    var length: Int { state.withLock { $0.length } }

    func append(_ bytes: [UInt8]) throws(HubError) {
        try state.withLock { state throws(HubError) in
            guard bytes.count <= file.size - state.length else {
                throw HubError(
                    .corrupt, "the hub sends more of \(file.path) than the \(file.size) bytes it lists; pull again")
            }
            state.digest.update(bytes.span.bytes)
            try state.descriptor.write(bytes.span.bytes, at: state.length)
            state.length += bytes.count
            if state.length - state.flushing >= Self.flushBytes {
                state.descriptor.startFlushing(from: state.flushing, count: state.length - state.flushing)
                state.flushing = state.length
            }
        }
    }

    func restart() throws(HubError) {
        try state.withLock { state throws(HubError) in
            try state.descriptor.truncate(to: 0)
            (state.length, state.flushing) = (0, 0)
            state.digest = try Self.digest(of: file)
        }
    }

    /// Whether all of it is there and right; it is safe on the disk then.
    func isComplete() throws(HubError) -> Bool {
        try state.withLock { state throws(HubError) in
            guard state.length == file.size else { return false }
            if let expected = file.digest, state.digest.finish() != expected { return false }
            try state.descriptor.flush()
            return true
        }
    }

    /// A file that nobody knows a digest of has one that nobody asks for.
    private static func digest(of file: HubFile) throws(HubError) -> ContentDigest {
        try ContentDigest(like: file.digest ?? .sha256(""), size: file.size)
    }
}
