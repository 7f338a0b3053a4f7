/// Paths as configuration files write them, Windows' backslashes included. Nothing here looks at the disk.
package enum ServingPaths {
    /// The folder that a file's own relative paths start from.
    package static func folder(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "." }
        return slash == file.startIndex ? "/" : String(file[..<slash])
    }

    /// `..` stays, because a link may stand before it.
    package static func resolve(_ path: String, in folder: String) -> String {
        let path = path.withForwardSlashes
        return tidied(path.hasPrefix("/") ? path : folder + "/" + path)
    }

    /// From the folder on, where the path lies inside it; otherwise the path as it is.
    package static func relative(_ path: String, to folder: String) -> String {
        let (path, folder) = (tidied(path.withForwardSlashes), tidied(folder))
        if path == folder { return "." }
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }

    /// Without empty components and those that only say `.`.
    private static func tidied(_ path: String) -> String {
        let components = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        if path.hasPrefix("/") { return "/" + components }
        return components.isEmpty ? "." : components
    }
}

extension String {
    fileprivate var withForwardSlashes: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\\" ? "/" : $0 }))
    }
}
