internal import Support

/// A pull into a target that no other process pulls into.
struct PullWork {
    let request: PullRequest
    let client: HubClient
    let cache: HubCache?
    let isOffline: Bool
    let listing: HubListing
    let wanted: PullRecord
    let folders: PullFolders

    func run() async throws -> PullResult {
        let publication = Publication(folders: folders)
        try publication.prepare()
        let target = TargetState(folders.target)
        // Somebody else may have pulled it while this process waited for the lock.
        if let result = target.result(ifIt: wanted) { return result }
        let plan = try PullPlan(
            wanted.files, found: try found(target), overwrites: request.overwrites, in: folders.target)
        try removeLeftovers(publication)
        try checkSpace(plan)
        let steps = plan.steps.filter { $0.action == .keep || $0.action == .useStaged }
        client.report(
            .planned(
                files: plan.steps.count, bytes: plan.totalBytes, presentFiles: steps.count,
                presentBytes: steps.reduce(0) { $0 + $1.file.size }))
        let downloaded = try await bring(plan)
        if !plan.isUpToDate { try publish(publication, target) } else { try? record(target).write(in: folders.target) }
        return PullResult(
            folder: folders.target, commit: listing.commit, files: plan.steps.count, bytes: plan.totalBytes,
            downloadedBytes: downloaded, wasUpToDate: plan.isUpToDate)
    }

    // MARK: What is there

    private func found(_ target: TargetState) throws -> [HubPath: PullPlan.Found] {
        var found: [HubPath: PullPlan.Found] = [:]
        for file in wanted.files {
            try Task.checkCancellation()
            found[file.path] = PullPlan.Found(
                target: try target.found(file) { client.report(.checking(file.path)) }, isStaged: try isStaged(file),
                partBytes: FileSize.bytes(of: try folders.part(of: file)) ?? 0, cached: cache?.blob(file))
        }
        return found
    }

    /// A staged file can be another revision's, so it is read.
    private func isStaged(_ file: HubFile) throws -> Bool {
        let path = "\(folders.files)/\(file.path)"
        guard FileTree.kind(of: path) == .file, FileSize.bytes(of: path) == file.size else { return false }
        client.report(.checking(file.path))
        return try file.digest != nil && FileReader.holds(file, at: path)
    }

    private func removeLeftovers(_ publication: Publication) throws {
        try publication.removeStrangers(except: Set(wanted.files.map(\.path.description)))
        let parts = Set(try wanted.files.map { try folders.part(of: $0) })
        for name in try FileTree.files(below: folders.parts) where !parts.contains("\(folders.parts)/\(name)") {
            FileTree.remove("\(folders.parts)/\(name)")
        }
    }

    private func checkSpace(_ plan: PullPlan) throws {
        guard let free = FileTree.freeBytes(at: folders.staging), plan.writtenBytes > free else { return }
        throw HubError(
            .noSpace,
            "\(request.name) needs \(ByteCount.text(plan.writtenBytes)), and only \(ByteCount.text(free)) are free at "
                + "\(folders.parent); free some, or name a folder on another disk with --local-dir or --model-repository-path"
        )
    }

    // MARK: What comes

    /// - Returns: how many bytes came from the hub.
    private func bring(_ plan: PullPlan) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            var steps = plan.steps[...]
            var bytes = 0
            for _ in 0..<request.jobs {
                if let step = steps.popFirst() { group.addTask { try await take(step) } }
            }
            while let count = try await group.next() {
                bytes += count
                if let step = steps.popFirst() { group.addTask { try await take(step) } }
            }
            return bytes
        }
    }

    private func take(_ step: PullPlan.Step) async throws -> Int {
        try Task.checkCancellation()
        let place = "\(folders.files)/\(step.file.path)"
        switch step.action {
        case .useStaged: return 0
        case .keep:
            try FileTree.makeFolder(above: place)
            try FileTree.share("\(folders.target)/\(step.file.path)", at: place, linking: true)
            return 0
        case .copy(let source):
            if try copy(step.file, from: source, to: place) { return 0 }
            return try await download(step.file, have: 0)
        case .download(let have): return try await download(step.file, have: have)
        }
    }

    /// False if what is there is not what the hub has.
    private func copy(_ file: HubFile, from source: String, to place: String) throws -> Bool {
        let part = try folders.part(of: file)
        try FileTree.share(source, at: part, linking: false)
        client.report(.checking(file.path))
        guard try FileReader.holds(file, at: part) else {
            FileTree.remove(part)
            return false
        }
        client.report(.began(file.path, size: file.size, have: 0))
        try FileTree.place(part, at: place)
        client.report(.received(file.path, bytes: file.size))
        client.report(.ended(file.path))
        return true
    }

    private func download(_ file: HubFile, have: Int) async throws -> Int {
        guard !isOffline else {
            throw HubError(
                .offline, "HF_HUB_OFFLINE is set, and \(file.path) is damaged on this machine; unset it, and pull again"
            )
        }
        let revision = client.address.source == .huggingFace ? listing.commit.flatMap(Revision.init) : nil
        try await FileDownload(client: client, file: file, revision: revision ?? client.revision, folders: folders)
            .run()
        return file.size - have
    }

    // MARK: The end

    private func publish(_ publication: Publication, _ target: TargetState) throws {
        client.report(.publishing)
        let listed = Set(listing.files.map(\.path))
        try publication.carryOver(except: Set(wanted.files.map(\.path.description))) {
            // A cache may hold a part of the model only.
            $0 == PullRecord.fileName || (!isOffline && target.isStale($0, in: listed))
        }
        try record(target).write(in: folders.files)
        try publication.publish()
    }

    /// With the files of earlier pulls that this one did not ask for.
    private func record(_ target: TargetState) -> PullRecord {
        let asked = Set(wanted.files.map(\.path))
        let listed = Set(listing.files.map(\.path))
        var record = wanted
        record.files += (target.record?.files ?? []).filter {
            !asked.contains($0.path) && (isOffline || listed.contains($0.path))
        }
        return record
    }
}
