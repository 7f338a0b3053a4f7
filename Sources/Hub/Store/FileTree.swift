#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Folders and what is in them.
enum FileTree {
    enum Kind { case file, folder, other }

    /// nil where nothing is. A link is `other` unless it is followed.
    static func kind(of path: String, followsLinks: Bool = false) -> Kind? {
        var status = stat()
        guard (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// With those above it.
    static func makeFolder(_ path: String) throws(HubError) {
        if mkdir(path, 0o777) == 0 { return }
        switch errno {
        case EEXIST:
            guard kind(of: path, followsLinks: true) == .folder else {
                throw HubError(.notWritable, "\(path) is no folder; move it away, or name another place")
            }
        case ENOENT:
            guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
                throw SystemFailure.error("make", path, code: ENOENT)
            }
            try makeFolder(String(path[..<slash]))
            guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw SystemFailure.error("make", path) }
        default: throw SystemFailure.error("make", path)
        }
    }

    /// With all that is in it, if it is there. Links are removed, not followed.
    static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

    static func move(_ source: String, to destination: String) throws(HubError) {
        guard rename(source, destination) == 0 else { throw SystemFailure.error("write", destination) }
    }

    /// The one that a file is to be in.
    static func makeFolder(above path: String) throws(HubError) {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        try makeFolder(String(path[..<slash]))
    }

    /// A path that begins at the root, without links where it exists: a link may lead to another disk, and a folder can
    /// appear in one step within a disk only.
    static func absolute(_ path: String) throws(HubError) -> String {
        var existing = path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
        var missing: [Substring] = []
        while true {
            if let real = realpath(existing, nil) {
                defer { free(real) }
                let base = String(cString: real)
                return missing.isEmpty
                    ? base : ([base == "/" ? "" : base] + missing.map(String.init)).joined(separator: "/")
            }
            guard errno == ENOENT, kind(of: existing) == nil, let slash = existing.lastIndex(of: "/") else {
                throw SystemFailure.error("write", path)
            }
            let name = existing[existing.index(after: slash)...]
            guard name != ".." else {
                throw HubError(
                    .notWritable, "\(path) leads through a folder that is not there; make it, or name another")
            }
            if !name.isEmpty, name != "." { missing.insert(name, at: 0) }
            existing = slash == existing.startIndex ? "/" : String(existing[..<slash])
        }
    }

    /// Moves a file to a folder that may not be there yet.
    static func place(_ source: String, at destination: String) throws(HubError) {
        try makeFolder(above: destination)
        try move(source, to: destination)
    }

    /// Whether two paths are on one disk, as far as the system tells.
    static func shareDisk(_ first: String, _ second: String) -> Bool {
        var (own, other) = (stat(), stat())
        guard stat(first, &own) == 0, stat(second, &other) == 0 else { return true }
        return own.st_dev == other.st_dev
    }

    /// Paths of all files and links below a folder, in order; folders that hold nothing are left out.
    static func files(below folder: String, limit: Int = HubListing.fileLimit) throws(HubError) -> [String] {
        var found: [String] = []
        var open = [""]
        while let place = open.popLast() {
            let path = place.isEmpty ? folder : "\(folder)/\(place)"
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                throw SystemFailure.error("read", path, code: EACCES)
            }
            for name in names {
                let inner = place.isEmpty ? name : "\(place)/\(name)"
                if kind(of: "\(folder)/\(inner)") == .folder { open.append(inner) } else { found.append(inner) }
            }
            guard found.count + open.count <= limit else {
                throw HubError(.system, "\(folder) holds more than \(limit) files; pull into a folder of its own")
            }
        }
        return found.sorted()
    }

    /// Has `destination` show the same bytes: by sharing them where the file system can, else by a copy.
    /// - Parameter linking: whether they may be one file, which a change to either changes.
    static func share(_ source: String, at destination: String, linking: Bool) throws {
        unlink(destination)
        if linking, link(source, destination) == 0 { return }
        let input = try FileDescriptor.reading(source)
        let output = try FileDescriptor.writing(destination)
        // FICLONE, a macro that Swift does not import.
        if ioctl(output.number, 0x4004_9409, input.number) == 0 { return }
        var offset = 0
        var failure: HubError?
        _ = try FileReader.read(input, to: input.size) { bytes in
            do throws(HubError) { try output.write(bytes, at: offset) } catch { failure = error }
            offset += bytes.byteCount
            return failure == nil && !Task.isCancelled
        }
        if let failure { throw failure }
        try Task.checkCancellation()
        try output.flush()
    }

    /// A link to wherever the other one leads.
    static func copyLink(_ source: String, to destination: String) throws(HubError) {
        guard let place = try? FileManager.default.destinationOfSymbolicLink(atPath: source) else { return }
        unlink(destination)
        guard symlink(place, destination) == 0 else { throw SystemFailure.error("write", destination) }
    }

    /// Has a folder's entries survive a loss of power.
    static func flushFolder(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// When a file was last written, in nanoseconds.
    static func changeTime(of path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Int(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int(status.st_mtim.tv_nsec)
    }

    /// Bytes that an ordinary user may still write where a path is; nil where nobody says.
    static func freeBytes(at path: String) -> Int? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return overflow ? nil : Int(clamping: bytes)
    }
}
