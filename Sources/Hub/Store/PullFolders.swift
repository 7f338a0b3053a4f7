/// Where a pull keeps things: the target, which is complete or not there, and a hidden folder beside it.
///
/// Beside, not inside or in a temporary place, because only within a file system can a folder appear in one step.
package struct PullFolders: Sendable, Hashable {
    package let target: String

    package init(target: String) { self.target = target }

    var parent: String {
        guard let slash = target.lastIndex(of: "/") else { return "." }
        return slash == target.startIndex ? "/" : String(target[..<slash])
    }

    /// Refuses what no folder can take the place of.
    func checkTarget() throws(HubError) {
        switch FileTree.kind(of: target) {
        case nil: return
        case .folder where target != "/" && FileTree.shareDisk(target, parent): return
        case .folder:
            throw HubError(
                .notWritable, "\(target) is where a disk begins, which no folder can replace; name a folder in it")
        case .file, .other: throw HubError(.notWritable, "\(target) is no folder; move it away, or name another place")
        }
    }

    private var name: Substring {
        target.lastIndex(of: "/").map { target[target.index(after: $0)...] } ?? target[...]
    }

    var staging: String { "\(parent)/.\(name).pull" }
    /// What will be the target.
    var files: String { staging + "/files" }
    /// What has not wholly come.
    var parts: String { staging + "/parts" }
    var lock: String { staging + "/lock" }

    /// Named by path and digest: two files may hold the same bytes, and a file may have others in another revision.
    func part(of file: HubFile) throws(HubError) -> String {
        let path = Array(file.path.description.utf8)
        let digest = try ContentDigest(like: .gitBlob(""), size: path.count)
        digest.update(path.span.bytes)
        return
            "\(parts)/\(digest.finish()?.digits.prefix(32) ?? "")-\(file.digest?.digits.prefix(32) ?? "\(file.size)")"
    }
}
