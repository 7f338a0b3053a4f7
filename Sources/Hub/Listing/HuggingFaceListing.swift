internal import Support

/// What Hugging Face's API answers.
enum HuggingFaceListing {
    /// The commit that `/api/models/NAME/revision/REVISION` speaks of.
    static func commit(_ document: JSONValue) throws(HubError) -> String {
        guard let text = document["sha"]?.stringValue, let digest = FileDigest(gitBlob: text) else {
            throw HubError(
                .invalidAnswer,
                "the hub's answer names no commit; check HF_ENDPOINT, which has to be a hub like Hugging Face's")
        }
        return digest.digits
    }

    /// A page of `/api/models/NAME/tree/COMMIT`.
    static func files(_ document: JSONValue) throws(HubError) -> [HubFile] {
        guard let entries = document.arrayValue else {
            throw HubError(
                .invalidAnswer,
                "the hub's list of files is no list; check HF_ENDPOINT, which has to be a hub like Hugging Face's")
        }
        var files: [HubFile] = []
        for entry in entries where entry["type"]?.stringValue != "directory" { files.append(try file(entry)) }
        return files
    }

    private static func file(_ entry: JSONValue) throws(HubError) -> HubFile {
        let name = entry["path"]?.stringValue ?? ""
        guard let path = HubPath(name) else { throw HubError.hostileName(name) }
        let large = entry["lfs"]
        guard let size = large?["size"]?.intValue ?? entry["size"]?.intValue, size >= 0 else {
            throw HubError(.invalidListing, "the hub does not say how large \(path) is; pull another revision")
        }
        let digest =
            large.flatMap { $0["oid"] ?? $0["sha256"] }?.stringValue.flatMap(FileDigest.init(sha256:))
            ?? (large?.objectValue == nil ? entry["oid"]?.stringValue.flatMap(FileDigest.init(gitBlob:)) : nil)
        return HubFile(path: path, size: size, digest: digest)
    }
}

extension HubError {
    static func hostileName(_ name: String) -> HubError {
        var shown = ""
        for scalar in name.unicodeScalars.prefix(80) {
            shown += scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7F ? String(scalar) : "?"
        }
        return HubError(
            .invalidListing,
            "the hub lists a file called '\(shown)', which is no safe name; leave this repository alone")
    }
}
