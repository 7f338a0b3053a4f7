#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

internal import Support

/// Held by the one process that pulls into a folder. The system lets go of it when the process ends, however it ends.
struct PullLock: ~Copyable {
    private let file: FileDescriptor

    /// nil while another process has it.
    static func take(_ folders: PullFolders) throws(HubError) -> PullLock? {
        while true {
            try FileTree.makeFolder(folders.staging)
            let file = try FileDescriptor.writing(folders.lock)
            guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
                if errno == EWOULDBLOCK { return nil }
                if errno == EINTR { continue }
                throw SystemFailure.error("lock", folders.lock)
            }
            // Who had it may have ended and removed the file meanwhile: then this is a lock on nothing.
            guard file.isAt(folders.lock) else { continue }
            try file.truncate(to: 0)
            try file.write(Array("\(getpid())\n".utf8).span.bytes, at: 0)
            return PullLock(file: file)
        }
    }

    /// The process that has it, if it has said so.
    static func holder(_ folders: PullFolders) -> Int? {
        guard let file = try? FileDescriptor.reading(folders.lock) else { return nil }
        var digits = ""
        _ = try? FileReader.read(file, to: min(file.size, 16)) { bytes in
            bytes.withUnsafeBytes { digits = String(decoding: $0, as: UTF8.self) }
            return true
        }
        return Int(digits.prefix { $0.isASCII && $0.isNumber })
    }

    /// Removes what a pull has left, the lock at last.
    consuming func removeStaging(_ folders: PullFolders) {
        FileTree.remove(folders.files)
        FileTree.remove(folders.parts)
        unlink(folders.lock)
        rmdir(folders.staging)
    }

    /// After a failure: what has come is kept, and if nothing has, no trace is.
    consuming func removeEmptyStaging(_ folders: PullFolders) {
        for folder in [folders.files, folders.parts] {
            let files = (try? FileTree.files(below: folder)) ?? []
            guard files.allSatisfy({ FileSize.bytes(of: "\(folder)/\($0)") == 0 }) else { return }
        }
        removeStaging(folders)
    }
}

extension FileDescriptor {
    /// Whether this is the file that a path leads to.
    fileprivate func isAt(_ path: String) -> Bool {
        var (own, other) = (stat(), stat())
        return fstat(number, &own) == 0 && stat(path, &other) == 0 && own.st_ino == other.st_ino
            && own.st_dev == other.st_dev
    }
}
