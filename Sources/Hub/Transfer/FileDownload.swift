internal import HTTPClient

/// Brings one file from a hub into the folder that will be the target: goes on where an earlier attempt has ended, and hands
/// over only what has the right digest.
struct FileDownload {
    let client: HubClient
    let file: HubFile
    /// The commit, so that no file is another revision's.
    let revision: Revision
    let folders: PullFolders

    /// Bytes can be wrong because of an earlier attempt once, and by accident another time.
    private static let attemptLimit = 3

    func run() async throws {
        let path = try folders.part(of: file)
        let part = try PartFile(file, at: path)
        client.report(.began(file.path, size: file.size, have: part.length))
        // Nobody would notice if the rest came from another file.
        if file.digest == nil { try drop(part) }
        try await fill(part)
        try FileTree.place(path, at: "\(folders.files)/\(file.path)")
        if file.digest == nil { client.report(.unchecked(file.path)) }
        client.report(.ended(file.path))
    }

    private func fill(_ part: PartFile) async throws {
        // Progress is what no attempt had before: a hub that sends the same part over and over makes none.
        var most = part.length
        for _ in 0..<Self.attemptLimit {
            try await client.retrying(
                client.fileSchedule, path: file.path,
                madeProgress: {
                    defer { most = max(most, part.length) }
                    return part.length > most
                }
            ) { try await transfer(to: part) }
            if try part.isComplete() { return }
            try drop(part)
        }
        throw HubError(
            .corrupt,
            "the bytes of \(file.path) do not have the checksum that the hub lists, \(Self.attemptLimit) times in a row; "
                + "try again later, and look at the proxy if there is one")
    }

    private func transfer(to part: PartFile) async throws {
        var asked = 0
        switch ResumeDecision.start(have: part.length, of: file.size) {
        case .verify: return
        case .fresh: try drop(part)
        case .resume(let offset): asked = offset
        }
        let answer = try await client.file(client.address.fileURL(client.name, revision, file.path), from: asked)
        let reading = ResumeDecision.reading(
            status: answer.status, range: answer.header("content-range"), asked: asked, size: file.size)
        switch reading {
        case .append: break
        case .restart: try drop(part)
        case .askAgain:
            try drop(part)
            throw PassingFailure(
                HubError(
                    .invalidAnswer,
                    "\(client.address.base) sends another part of \(file.path) than it was asked for; try again later"))
        case .refused: throw try await client.refusal(answer, path: file.path)
        }
        try await receive(answer, part)
    }

    private func receive(_ answer: HTTPAnswer, _ part: PartFile) async throws {
        for try await piece in answer.body {
            try part.append(piece.bytes)
            client.report(.received(file.path, bytes: piece.bytes.count))
        }
        guard part.length == file.size else {
            throw PassingFailure(
                HubError(
                    .invalidAnswer,
                    "\(client.address.base) sends only \(part.length) of the \(file.size) bytes that it lists for \(file.path); "
                        + "try again later"))
        }
    }

    private func drop(_ part: PartFile) throws {
        guard part.length > 0 else { return }
        client.report(.dropped(file.path, bytes: part.length))
        try part.restart()
    }
}
