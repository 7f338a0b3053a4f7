internal import Support

/// What ModelScope's API answers to `/api/v1/models/NAME/repo/files`.
enum ModelScopeListing {
    static func listing(_ document: JSONValue) throws(HubError) -> HubListing {
        guard let entries = document["Data"]?["Files"]?.arrayValue else {
            throw HubError(
                .invalidAnswer,
                "the hub's list of files is none; check MODELSCOPE_DOMAIN, which has to be a ModelScope hub")
        }
        var files: [HubFile] = []
        for entry in entries where entry["Type"]?.stringValue != "tree" { files.append(try file(entry)) }
        return HubListing(commit: document["Data"]?["LatestCommitter"]?["CommitId"]?.stringValue, files: files)
    }

    private static func file(_ entry: JSONValue) throws(HubError) -> HubFile {
        let name = entry["Path"]?.stringValue ?? ""
        guard let path = HubPath(name) else { throw HubError.hostileName(name) }
        guard let size = entry["Size"]?.intValue, size >= 0 else {
            throw HubError(.invalidListing, "the hub does not say how large \(path) is; pull another revision")
        }
        return HubFile(
            path: path, size: size, digest: entry["Sha256"]?.stringValue.flatMap(FileDigest.init(sha256:)))
    }
}
