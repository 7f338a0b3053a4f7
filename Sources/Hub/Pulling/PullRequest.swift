/// What somebody wants pulled.
package struct PullRequest: Sendable {
    package var name: RepositoryName
    package var source: HubSource
    /// nil for the hub's main branch.
    package var revision: Revision?
    package var selection: FileSelection
    package var target: PullTarget
    /// How many files come at the same time.
    package var jobs: Int
    /// Replaces files that somebody has changed in the target.
    package var overwrites: Bool

    package static let jobs = 8
    package static let jobLimit = 32

    package init(
        _ name: RepositoryName, source: HubSource, revision: Revision? = nil,
        selection: FileSelection = FileSelection(),
        target: PullTarget, jobs: Int = PullRequest.jobs, overwrites: Bool = false
    ) {
        self.name = name
        self.source = source
        self.revision = revision
        self.selection = selection
        self.target = target
        self.jobs = min(max(jobs, 1), Self.jobLimit)
        self.overwrites = overwrites
    }
}

/// A model that is on this machine now.
package struct PullResult: Sendable, Hashable {
    package var folder: String
    package var commit: String?
    package var files: Int
    package var bytes: Int
    /// What came from the hub.
    package var downloadedBytes: Int
    /// Whether all of it was there before.
    package var wasUpToDate: Bool
}
