internal import CLinux

/// Makes a staged folder the target, in one step: whoever looks sees all of the old one or all of the new.
struct Publication {
    let folders: PullFolders

    /// Mends what a process may have left that has ended in the middle, and makes the folders.
    func prepare() throws(HubError) {
        let old = folders.staging + "/old"
        if FileTree.kind(of: folders.target) == nil, FileTree.kind(of: old) == .folder {
            try FileTree.move(old, to: folders.target)
        }
        FileTree.remove(old)
        try FileTree.makeFolder(folders.files)
        try FileTree.makeFolder(folders.parts)
    }

    /// Takes over what the target holds besides the pulled files: people's own, and those that this pull did not ask for.
    /// - Parameter isStale: files that an earlier pull has written and the hub has no more.
    func carryOver(except staged: Set<String>, isStale: (String) -> Bool) throws {
        guard FileTree.kind(of: folders.target) == .folder else { return }
        for path in try FileTree.files(below: folders.target) where !staged.contains(path) && !isStale(path) {
            let (source, destination) = ("\(folders.target)/\(path)", "\(folders.files)/\(path)")
            try FileTree.makeFolder(above: destination)
            switch FileTree.kind(of: source) {
            case .file: try FileTree.share(source, at: destination, linking: true)
            case .other: try FileTree.copyLink(source, to: destination)
            case .folder, nil: break
            }
        }
    }

    /// Removes what an earlier attempt has staged and this one does not want.
    func removeStrangers(except staged: Set<String>) throws(HubError) {
        guard FileTree.kind(of: folders.files) == .folder else { return }
        for path in try FileTree.files(below: folders.files) where !staged.contains(path) {
            FileTree.remove("\(folders.files)/\(path)")
        }
    }

    func publish() throws(HubError) {
        FileTree.flushFolder(folders.files)
        if FileTree.kind(of: folders.target) == nil {
            try FileTree.move(folders.files, to: folders.target)
        } else if dazzle_exchange_paths(folders.files, folders.target) != 0 {
            try replace()
        }
        FileTree.flushFolder(folders.parent)
    }

    /// Where the file system knows no exchange there is a moment without a target, and still none with half of one.
    private func replace() throws(HubError) {
        let old = folders.staging + "/old"
        FileTree.remove(old)
        try FileTree.move(folders.target, to: old)
        do {
            try FileTree.move(folders.files, to: folders.target)
        } catch {
            try FileTree.move(old, to: folders.target)
            throw error
        }
        FileTree.remove(old)
    }
}
