internal import CLinux

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// An open file.
struct FileDescriptor: ~Copyable {
    let number: Int32
    let path: String

    private init(number: Int32, path: String) {
        self.number = number
        self.path = path
    }

    deinit { close(number) }

    /// For what is read from its beginning to its end. Links are followed.
    static func reading(_ path: String) throws(HubError) -> FileDescriptor {
        try open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, "read")
    }

    /// For reading and writing; made if there is none. A link is refused.
    static func writing(_ path: String) throws(HubError) -> FileDescriptor {
        try open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, "write")
    }

    private static func open(_ path: String, _ flags: Int32, _ action: String) throws(HubError) -> FileDescriptor {
        let number = systemOpen(path, flags)
        guard number >= 0 else { throw SystemFailure.error(action, path) }
        let file = FileDescriptor(number: number, path: path)
        guard file.isRegular else { throw HubError(.system, "\(path) is no file; move it away and pull again") }
        return file
    }

    private var status: stat? {
        var status = stat()
        return fstat(number, &status) == 0 ? status : nil
    }

    private var isRegular: Bool { status.map { $0.st_mode & S_IFMT == S_IFREG } ?? false }

    var size: Int { status.map { Int($0.st_size) } ?? 0 }

    /// Fills as much of `buffer` as there is from `offset` on.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(HubError) -> Int {
        while true {
            let count = pread(number, buffer.baseAddress, buffer.count, offset)
            if count >= 0 { return count }
            guard errno == EINTR else { throw SystemFailure.error("read", path) }
        }
    }

    func write(_ bytes: RawSpan, at offset: Int) throws(HubError) {
        var done = 0
        while done < bytes.byteCount {
            let (count, code) = bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
                return (pwrite(number, rest.baseAddress, rest.count, offset + done), errno)
            }
            if count > 0 {
                done += count
            } else if code != EINTR {
                throw SystemFailure.error("write", path, code: code)
            }
        }
    }

    func truncate(to size: Int) throws(HubError) {
        guard ftruncate(number, size) == 0 else { throw SystemFailure.error("write", path) }
    }

    /// Has the disk begin with what `flush` would wait for. Nothing is lost where it cannot.
    func startFlushing(from offset: Int, count: Int) { _ = dazzle_start_flushing(number, offset, count) }

    /// Returns when the bytes would survive a loss of power.
    func flush() throws(HubError) {
        // A file system that cannot is one that need not.
        guard fdatasync(number) == 0 || errno == EINVAL || errno == EROFS else {
            throw SystemFailure.error("write", path)
        }
    }
}

/// The method above hides the function of the same name.
private func systemOpen(_ path: String, _ flags: Int32) -> Int32 { open(path, flags, 0o666) }
