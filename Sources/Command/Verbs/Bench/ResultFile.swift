#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The file that a result is kept in.
struct ResultFile {
    var path: String
    private var folder: String?

    init(folder: String?, name: String) {
        self.folder = folder
        path = folder.map { $0.hasSuffix("/") ? $0 + name : $0 + "/" + name } ?? name
    }

    /// - Parameter appends: puts the text on a line of its own after what is there.
    func write(_ text: String, appends: Bool) throws(Failure) {
        do {
            if let folder { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
            let old = appends ? FileManager.default.contents(atPath: path) ?? Data() : Data()
            let lines = old.isEmpty ? text : "\n" + text
            try (old + Data(lines.utf8)).write(to: URL(filePath: path))
        } catch {
            throw Failure("the result cannot be written to '\(path)'; check the folder and its permissions")
        }
    }
}
