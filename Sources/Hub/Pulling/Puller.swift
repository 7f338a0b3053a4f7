package import HTTPClient

/// Pulls models: finds out what a hub has and what is there already, brings what is missing, and shows it all at once.
package struct Puller: Sendable {
    private let environment: HubEnvironment
    private let http: HTTPClient
    private let report: @Sendable (PullEvent) -> Void

    /// How often a file is tried again.
    var fileSchedule = RetrySchedule.file

    private static let lockPause = Duration.milliseconds(200)

    package init(
        _ environment: HubEnvironment, http: HTTPClient, report: @escaping @Sendable (PullEvent) -> Void = { _ in }
    ) {
        self.environment = environment
        self.http = http
        self.report = report
    }

    /// Returns when the target is whole; cancelling keeps what has come for the next time.
    package func pull(_ request: PullRequest) async throws -> PullResult {
        let folders = PullFolders(target: try FileTree.absolute(request.target.path(of: request.name)))
        return try await BlockingExecutor.run(threads: request.jobs + 1) {
            try await pull(request, folders)
        }
    }

    private func pull(_ request: PullRequest, _ folders: PullFolders) async throws -> PullResult {
        let revision = try revision(request)
        var client = HubClient(
            http, address: environment.address(of: request.source), token: environment.tokens[request.source],
            name: request.name, revision: revision, report: report)
        client.fileSchedule = fileSchedule
        let cache = request.source == .huggingFace ? HubCache(environment.cache, request.name) : nil
        if environment.isOffline, let result = offlineResult(request, revision, folders) { return result }
        let listing = try await listing(client, cache)
        let files = try request.selection.select(listing.files)
        let wanted = PullRecord(
            source: request.source, repository: request.name, revision: revision, commit: listing.commit, files: files)
        if let result = TargetState(folders.target).result(ifIt: wanted) {
            clearUp(folders)
            return result
        }
        try folders.checkTarget()
        let lock = try await lock(folders)
        let work = PullWork(
            request: request, client: client, cache: cache, isOffline: environment.isOffline, listing: listing,
            wanted: wanted, folders: folders)
        do {
            let result = try await work.run()
            lock.removeStaging(folders)
            return result
        } catch {
            lock.removeEmptyStaging(folders)
            throw error
        }
    }

    private func revision(_ request: PullRequest) throws -> Revision {
        if let revision = request.revision { return revision }
        guard let revision = Revision(request.source.defaultRevision) else {
            throw HubError(.noSuchRevision, "\(request.name) has no main branch; name one with --revision")
        }
        return revision
    }

    private func listing(_ client: HubClient, _ cache: HubCache?) async throws -> HubListing {
        guard environment.isOffline else { return try await HubLister(client: client).listing() }
        if let listing = try cache?.listing(client.revision) { return listing }
        throw HubError(
            .offline,
            "HF_HUB_OFFLINE is set, and \(client.name) at revision '\(client.revision)' is not on this machine; unset it, "
                + "or point HF_HOME at a cache that holds the model")
    }

    /// Without a hub, what an earlier pull has brought is what the model has.
    private func offlineResult(_ request: PullRequest, _ revision: Revision, _ folders: PullFolders) -> PullResult? {
        let state = TargetState(folders.target)
        guard let record = state.record, record.source == request.source,
            record.repository == request.name.description,
            [record.revision, record.commit].contains(revision.description),
            let files = try? request.selection.select(record.files)
        else { return nil }
        var wanted = record
        wanted.files = files
        return state.result(ifIt: wanted)
    }

    /// A process that ended just after the last step has left what the target was before.
    private func clearUp(_ folders: PullFolders) {
        guard FileTree.kind(of: folders.staging) == .folder, let lock = try? PullLock.take(folders) else { return }
        lock.removeStaging(folders)
    }

    /// Waits while another process pulls into the same place.
    private func lock(_ folders: PullFolders) async throws -> PullLock {
        var hasReported = false
        while true {
            if let lock = try PullLock.take(folders) { return lock }
            if !hasReported { report(.waitingForOther(process: PullLock.holder(folders))) }
            hasReported = true
            try await Task.sleep(for: Self.lockPause)
        }
    }
}
