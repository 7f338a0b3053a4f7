#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import Dazzle
internal import Repository

/// A template with what its model says beside it.
struct TemplateSource: Hashable {
    var text: String
    /// "bos_token" → "<s>", …; none where only a file is given.
    var specialTokens: [String: String] = [:]

    /// - Parameters:
    ///   - path: a Jinja file or a model's folder.
    ///   - withTools: models may have a template of its own for conversations with tools.
    init(_ path: String, withTools: Bool) throws {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder else {
            text = try TextFile.read(path)
            return
        }
        let folder = try ModelFolder(path: path)
        guard let source = try folder.readTemplates().source(withTools: withTools) else {
            throw Failure("'\(path)' has no chat template; give the path of a Jinja file")
        }
        text = source
        specialTokens = folder.specialTokens.texts
    }
}
