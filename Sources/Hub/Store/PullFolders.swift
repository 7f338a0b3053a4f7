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

    private var name: Substring {
        target.lastIndex(of: "/").map { target[target.index(after: $0)...] } ?? target[...]
    }

    var staging: String { "\(parent)/.\(name).pull" }
    /// What will be the target.
    var files: String { staging + "/files" }
    /// What has not wholly come, each by its digest, so that a file which moved between revisions goes on too.
    var parts: String { staging + "/parts" }
    var lock: String { staging + "/lock" }

    func part(of file: HubFile) -> String {
        let name = file.digest?.digits ?? "\(PercentCoding.name(file.path.description).suffix(180)).\(file.size)"
        return "\(parts)/\(name)"
    }
}
