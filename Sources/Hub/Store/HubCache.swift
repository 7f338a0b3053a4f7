#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import Support

/// What Hugging Face's own tools have downloaded: `models--ORG--NAME` with `blobs`, named by their digest, `snapshots` of links
/// to them, and `refs`, which tell the commit of a branch. Only read, never written.
struct HubCache {
    let folder: String

    init(_ cache: String, _ name: RepositoryName) {
        let words = name.description.split(separator: "/").joined(separator: "--")
        folder = "\(cache)/models--\(words)"
    }

    /// Where a file is, unchecked.
    func blob(_ file: HubFile) -> String? {
        guard let digest = file.digest else { return nil }
        let path = "\(folder)/blobs/\(digest.digits)"
        return FileTree.kind(of: path) == .file && FileSize.bytes(of: path) == file.size ? path : nil
    }

    /// What is known of a revision without asking the hub; nil if nothing is.
    func listing(_ revision: Revision) throws(HubError) -> HubListing? {
        let commit = commit(revision)
        let snapshot = "\(folder)/snapshots/\(commit)"
        guard FileTree.kind(of: snapshot) == .folder else { return nil }
        var files: [HubFile] = []
        for name in try FileTree.files(below: snapshot) {
            guard let path = HubPath(name) else { throw HubError.hostileName(name) }
            if let file = file(path, in: snapshot) { files.append(file) }
        }
        return files.isEmpty ? nil : try HubListing(commit: commit, files: files).checked()
    }

    private func commit(_ revision: Revision) -> String {
        let ref = "\(folder)/refs/\(revision)"
        guard let size = FileSize.bytes(of: ref), size <= 64, let bytes = try? Data(contentsOf: URL(filePath: ref)),
            let digest = FileDigest(gitBlob: String(decoding: bytes.prefix(40), as: UTF8.self))
        else { return revision.description }
        return digest.digits
    }

    /// Links name a digest; what leads elsewhere is left out.
    private func file(_ path: HubPath, in snapshot: String) -> HubFile? {
        guard let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(snapshot)/\(path)"),
            let name = place.split(separator: "/").last, let digest = FileDigest(digits: String(name)),
            let size = FileSize.bytes(of: "\(folder)/blobs/\(digest.digits)")
        else { return nil }
        return HubFile(path: path, size: size, digest: digest)
    }
}
