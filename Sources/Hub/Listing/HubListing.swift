/// A file as a hub lists it.
package struct HubFile: Sendable, Hashable {
    package var path: HubPath
    package var size: Int
    /// nil where the hub does not say; then only the size can be checked.
    package var digest: FileDigest?

    package init(path: HubPath, size: Int, digest: FileDigest?) {
        self.path = path
        self.size = size
        self.digest = digest
    }
}

/// The files of a repository at one revision.
package struct HubListing: Sendable, Hashable {
    /// What the revision's name stood for. nil where the hub does not say.
    package var commit: String?
    package var files: [HubFile]

    package init(commit: String?, files: [HubFile]) {
        self.commit = commit
        self.files = files
    }

    package static let fileLimit = 20_000
    /// No disk holds more, and sums of so many cannot overflow.
    package static let sizeLimit = 1 << 46

    /// Refuses files that could not stand beside each other in a folder.
    package func checked() throws(HubError) -> HubListing {
        guard files.count <= Self.fileLimit else {
            throw HubError(
                .invalidListing, "the hub lists more than \(Self.fileLimit) files; name those you need by --include")
        }
        if let file = files.first(where: { $0.size > Self.sizeLimit }) {
            throw HubError(
                .invalidListing,
                "the hub says \(file.path) had \(file.size) bytes, which no file has; pull another revision")
        }
        let paths = Set(files.map(\.path.description))
        guard paths.count == files.count else {
            throw HubError(.invalidListing, "the hub lists a file twice; pull another revision")
        }
        for file in files {
            if let clash = file.path.folders.first(where: paths.contains) {
                throw HubError(
                    .invalidListing, "the hub lists \(clash) as a file and as a folder; pull another revision")
            }
        }
        // This one is written here, by the pull.
        return HubListing(commit: commit, files: files.filter { $0.path.description != PullRecord.fileName })
    }
}
