#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Files of the server's machine, from one folder only.
enum LocalFile {
    /// - Parameter folder: links are followed before it is decided whether a file lies in it.
    static func load(_ url: String, within folder: String?, limit: Int) throws(MediaError) -> [UInt8] {
        guard let folder else {
            throw MediaError(
                .refused,
                "files of the server's machine are not read; start the server with --allowed-local-media-path FOLDER")
        }
        guard let root = resolve(folder) else {
            throw MediaError(.refused, "the folder of --allowed-local-media-path does not exist")
        }
        let path = try path(of: url)
        let full = path.hasPrefix("/") ? path : root + "/" + path
        // The same words for a file that is missing and one that is elsewhere: a request is not to find out which exist.
        guard let resolved = resolve(full), resolved.hasPrefix(root == "/" ? "/" : root + "/") else {
            throw MediaError(.refused, "there is no such file within the folder of --allowed-local-media-path")
        }
        return try contents(of: resolved, limit: limit)
    }

    /// A file that whoever runs the program named.
    static func loadTrusted(_ path: String, limit: Int) throws(MediaError) -> [UInt8] {
        guard let resolved = resolve(path) else { throw MediaError(.unreachable, "there is no file '\(path)'") }
        return try contents(of: resolved, limit: limit)
    }

    private static func path(of url: String) throws(MediaError) -> String {
        guard url.lowercased().hasPrefix("file:") else { return url }
        var rest = url.dropFirst(5)
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            if rest.lowercased().hasPrefix("localhost/") { rest = rest.dropFirst(9) }
            guard rest.hasPrefix("/") else {
                throw MediaError(.refused, "a file URL names no other host; write file:///folder/picture.jpeg")
            }
        }
        guard let decoded = URLReference.percentDecoded(rest) else {
            throw MediaError(.unreadable, "the file URL is not well-formed")
        }
        return decoded
    }

    private static func resolve(_ path: String) -> String? {
        guard !path.utf8.contains(0), let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    private static func contents(of path: String, limit: Int) throws(MediaError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { throw MediaError(.unreachable, "the file cannot be opened") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw MediaError(.refused, "it is not an ordinary file")
        }
        guard status.st_size <= limit else {
            throw MediaError(.tooLarge, "the file has \(status.st_size) bytes, and at most \(limit) are taken")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                read(file, $0.baseAddress?.advanced(by: filled), $0.count - filled)
            }
            guard count > 0 else { break }
            filled += count
        }
        return Array(bytes[..<filled])
    }
}
