/// What a target holds now, and how much of it is known to be what the hub has without reading it.
struct TargetState {
    let folder: String
    let record: PullRecord?
    private let recordTime: Int?
    private let recorded: [HubPath: HubFile]

    init(_ folder: String) {
        self.folder = folder
        record = PullRecord(in: folder)
        recordTime = FileTree.changeTime(of: "\(folder)/\(PullRecord.fileName)")
        recorded = Dictionary((record?.files ?? []).map { ($0.path, $0) }) { $1 }
    }

    /// The end of a pull that has nothing to do; nil if it has.
    func result(ifIt wanted: PullRecord) -> PullResult? {
        guard let record, record.source == wanted.source, record.repository == wanted.repository,
            record.revision == wanted.revision, record.commit == wanted.commit,
            wanted.files.allSatisfy({ isUntouched($0) })
        else { return nil }
        return PullResult(
            folder: folder, commit: wanted.commit, files: wanted.files.count,
            bytes: wanted.files.reduce(0) { $0 + $1.size }, downloadedBytes: 0, wasUpToDate: true)
    }

    /// Whether the target has this very file, as far as its record tells: nobody has written to it since.
    func isUntouched(_ file: HubFile) -> Bool { recorded[file.path] == file && isAsRecorded(file) }

    /// What is where a file belongs. Reads it where the record does not know.
    func found(_ file: HubFile, checking: () -> Void) throws -> PullPlan.Found.Target {
        let path = "\(folder)/\(file.path)"
        guard FileTree.kind(of: path) != nil else { return .absent }
        guard FileTree.kind(of: path, followsLinks: true) == .file else { return .foreign }
        if isUntouched(file) { return .same }
        checking()
        if try FileReader.holds(file, at: path) { return .same }
        guard let old = recorded[file.path] else { return .foreign }
        return try isAsRecorded(old) || (old.digest != nil && FileReader.holds(old, at: path)) ? .pulled : .foreign
    }

    /// Whether a path is what an earlier pull has left, and the hub has it no more.
    func isStale(_ path: String, in listing: Set<HubPath>) -> Bool {
        guard let path = HubPath(path), let old = recorded[path] else { return false }
        return !listing.contains(path) && isAsRecorded(old)
    }

    private func isAsRecorded(_ file: HubFile) -> Bool {
        let path = "\(folder)/\(file.path)"
        guard let recordTime, FileTree.kind(of: path) == .file, let time = FileTree.changeTime(of: path) else {
            return false
        }
        return time <= recordTime && (try? FileDescriptor.reading(path))?.size == file.size
    }
}
