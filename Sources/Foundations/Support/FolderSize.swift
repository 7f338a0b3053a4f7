#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

package enum FolderSize {
    /// Of a folder's own files with such names; 0 if there is no such folder.
    package static func bytes(of folder: String, endingWith suffix: String) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(suffix) }.reduce(0) { $0 + (FileSize.bytes(of: "\(folder)/\($1)") ?? 0) }
    }
}
