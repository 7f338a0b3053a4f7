#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import Support

/// What a pull has put into a folder, kept in that folder. By it a later pull tells its own files from those that people have
/// made or changed.
package struct PullRecord: Sendable, Hashable {
    package var source: HubSource
    package var repository: String
    package var revision: String
    package var commit: String?
    package var files: [HubFile]

    package static let fileName = ".dazzle-pull.json"
    private static let byteLimit = 16 << 20

    /// nil if there is none, or none that can be read.
    package init?(in folder: String) {
        let path = "\(folder)/\(Self.fileName)"
        guard FileTree.kind(of: path) == .file, FileSize.bytes(of: path).map({ $0 <= Self.byteLimit }) == true,
            let bytes = try? Data(contentsOf: URL(filePath: path)),
            let document = try? JSONValue(parsing: bytes, limits: JSONLimits(depth: 16))
        else { return nil }
        self.init(document)
    }

    package init(
        source: HubSource, repository: RepositoryName, revision: Revision, commit: String?, files: [HubFile]
    ) {
        self.source = source
        self.repository = repository.description
        self.revision = revision.description
        self.commit = commit
        self.files = files
    }

    init?(_ document: JSONValue) {
        guard let source = document["source"]?.stringValue.flatMap(HubSource.init),
            let repository = document["repository"]?.stringValue, let revision = document["revision"]?.stringValue,
            let entries = document["files"]?.arrayValue, entries.count <= HubListing.fileLimit
        else { return nil }
        self.source = source
        self.repository = repository
        self.revision = revision
        commit = document["commit"]?.stringValue
        files = entries.compactMap(Self.file)
    }

    private static func file(_ entry: JSONValue) -> HubFile? {
        guard let path = entry["path"]?.stringValue.flatMap(HubPath.init), let size = entry["size"]?.intValue else {
            return nil
        }
        return HubFile(
            path: path, size: size, digest: entry["digest"]?.stringValue.flatMap(FileDigest.init(digits:)))
    }

    var json: JSONValue {
        [
            "source": .string(source.rawValue), "repository": .string(repository), "revision": .string(revision),
            "commit": commit.map(JSONValue.string) ?? .null,
            "files": .array(
                files.map { file in
                    [
                        "path": .string(file.path.description), "size": .int(file.size),
                        "digest": (file.digest?.digits).map(JSONValue.string) ?? .null,
                    ]
                }),
        ]
    }

    func write(in folder: String) throws(HubError) {
        let path = "\(folder)/\(Self.fileName)"
        FileTree.remove(path)
        let file = try FileDescriptor.writing(path)
        try file.write(Array((json.written(as: JSONFormat(indent: " ")) + "\n").utf8).span.bytes, at: 0)
        try file.flush()
    }
}
