#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
package import Support

private let systemRead = read(_:_:_:)

/// A small file that people edit too: it is replaced whole or not at all, and only if it is still what was read.
package struct ServingFile: Sendable, Hashable {
    package let path: String
    /// nil where there was no such file.
    package let content: [UInt8]?

    /// The largest file that is read.
    package static let maximumBytes = 16 << 20

    package init(reading path: String) throws(DazzleError) {
        self.path = path
        content = try Self.read(path)
    }

    init(path: String, content: [UInt8]?) {
        self.path = path
        self.content = content
    }

    /// Writes the bytes beside the file, then puts it in the file's place. Returns the file as it is now.
    @discardableResult
    package func replace(with bytes: some Collection<UInt8>) throws(DazzleError) -> ServingFile {
        let bytes = Array(bytes)
        let target = resolvedPath
        let lock = try FileLock(target)
        defer { lock?.unlock() }
        try requireUnchanged(target)
        let temporary = try TemporaryFile(beside: target)
        defer { temporary.remove() }
        try temporary.fill(with: bytes)
        if content == nil {
            try temporary.publish()
        } else {
            try temporary.replace()
        }
        return ServingFile(path: path, content: bytes)
    }

    /// Where a link leads to, so that the link stays.
    private var resolvedPath: String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private func requireUnchanged(_ target: String) throws(DazzleError) {
        guard try Self.read(target) == content else { throw FileFailure.changed(path) }
    }

    private static func read(_ path: String) throws(DazzleError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw FileFailure.unreadable(path, FileFailure.reason)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw FileFailure.unreadable(path, "it is no ordinary file")
        }
        var bytes: [UInt8] = []
        while bytes.count <= maximumBytes {
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            let count = chunk.withUnsafeMutableBytes { systemRead(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileFailure.unreadable(path, FileFailure.reason) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
        throw FileFailure.unreadable(path, "it exceeds \(maximumBytes >> 20) MiB")
    }
}

enum FileFailure {
    static var reason: String { String(cString: strerror(errno)) }

    static func unreadable(_ path: String, _ reason: String) -> DazzleError {
        DazzleError(.invalidOption, "\(path) cannot be read: \(reason); check the path and its permissions")
    }

    static func unwritable(_ path: String, _ reason: String) -> DazzleError {
        DazzleError(
            .invalidOption,
            "\(path) cannot be written: \(reason); give this user the right to write to its folder (mounted whole, not"
                + " file by file)")
    }

    static func changed(_ path: String) -> DazzleError {
        DazzleError(
            .invalidOption, "\(path) changed after it was read, so nothing was written; run the same command again")
    }
}

/// Keeps out other writers that ask for it too.
private struct FileLock {
    private let descriptor: Int32

    /// nil where there is no file to lock, or where its file system knows no locks.
    init?(_ path: String) throws(DazzleError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return }
        let isTaken = errno == EWOULDBLOCK
        close(descriptor)
        if isTaken { throw FileFailure.changed(path) }
        return nil
    }

    func unlock() { close(descriptor) }
}

/// A new file under a name nobody uses, in the folder where its content is to end up.
private struct TemporaryFile {
    private let path: String
    private let target: String
    private let descriptor: Int32

    init(beside target: String) throws(DazzleError) {
        self.target = target
        path = "\(target).\(getpid())-\(String(UInt32.random(in: .min ... .max), radix: 36)).new"
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileFailure.unwritable(target, FileFailure.reason) }
    }

    func remove() {
        close(descriptor)
        unlink(path)
    }

    func fill(with bytes: [UInt8]) throws(DazzleError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileFailure.unwritable(target, FileFailure.reason) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw FileFailure.unwritable(target, FileFailure.reason) }
    }

    /// Takes the place of the target, with that file's owner and mode.
    func replace() throws(DazzleError) {
        var status = stat()
        if stat(target, &status) == 0 {
            _ = fchown(descriptor, status.st_uid, status.st_gid)
            _ = fchmod(descriptor, status.st_mode & 0o7777)
        }
        guard rename(path, target) == 0 else { throw FileFailure.unwritable(target, FileFailure.reason) }
    }

    /// Becomes the target where there was none; of two writers only one succeeds.
    func publish() throws(DazzleError) {
        if link(path, target) == 0 { return }
        if errno == EEXIST { throw FileFailure.changed(target) }
        // Some file systems have no hard links.
        guard rename(path, target) == 0 else { throw FileFailure.unwritable(target, FileFailure.reason) }
    }
}
