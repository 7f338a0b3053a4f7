#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// What the system's refusals mean to somebody who pulls.
enum SystemFailure {
    private static let full: Set<Int32> = [ENOSPC, EDQUOT]
    private static let locked: Set<Int32> = [EACCES, EPERM, EROFS]

    /// - Parameters:
    ///   - action: such as "write".
    ///   - code: what the system says, where errno may be another's by now.
    static func error(_ action: String, _ path: String, code: Int32 = errno) -> HubError {
        let reason = String(cString: strerror(code))
        if full.contains(code) {
            return HubError(
                .noSpace, "no space is left for \(path) (\(reason)); free some and pull again, what has come is kept")
        }
        if code == EFBIG {
            return HubError(
                .noSpace,
                "\(path) may not grow any more (\(reason)); raise the limit that 'ulimit -f' shows, then pull again")
        }
        if locked.contains(code) {
            return HubError(
                .notWritable,
                "cannot \(action) \(path) (\(reason)); make the folder writable, or name another with --local-dir or "
                    + "--model-repository-path")
        }
        return HubError(.system, "cannot \(action) \(path) (\(reason)); check the disk and the path, then pull again")
    }
}
