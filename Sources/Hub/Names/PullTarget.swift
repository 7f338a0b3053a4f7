/// The folder that a model goes to.
package enum PullTarget: Sendable, Hashable {
    /// This folder itself.
    case folder(String)
    /// A folder for the organisation and one for the model in it, as OpenVINO Model Server lays them out.
    case repository(String)

    package func path(of name: RepositoryName) -> String {
        switch self {
        case .folder(let path): Self.trimmed(path)
        case .repository(let root): Self.trimmed(root) + (Self.trimmed(root) == "/" ? "" : "/") + name.description
        }
    }

    private static func trimmed(_ path: String) -> String {
        var path = path
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }
}
