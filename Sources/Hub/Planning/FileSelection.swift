/// Which of a repository's files somebody wants.
package struct FileSelection: Sendable, Hashable {
    /// Nothing here means all.
    package var include: [FilePattern] = []
    package var exclude: [FilePattern] = []
    /// This GGUF file, with its other parts if it is one of several, and nothing else that `include` does not name.
    package var gguf: String?

    package init(include: [FilePattern] = [], exclude: [FilePattern] = [], gguf: String? = nil) {
        self.include = include
        self.exclude = exclude
        self.gguf = gguf
    }

    package func select(_ files: [HubFile]) throws(HubError) -> [HubFile] {
        let wanted = try gguf.map { name throws(HubError) in try parts(of: name, in: files) }
        let selected = files.filter { file in
            let isNamed = wanted?.contains(file.path.description) ?? include.isEmpty
            let isIncluded = isNamed || include.contains { $0.matches(file.path) }
            return isIncluded && !exclude.contains { $0.matches(file.path) }
        }
        guard !selected.isEmpty else { throw nothing(files) }
        return selected
    }

    private func parts(of name: String, in files: [HubFile]) throws(HubError) -> Set<String> {
        let paths = Set(files.map(\.path.description))
        var found = paths.filter { $0 == name }
        if found.isEmpty { found = paths.filter { $0.hasSuffix("/" + name) } }
        guard let path = found.first, found.count == 1 else {
            throw unknownGGUF(name, isDoubtful: found.count > 1, paths)
        }
        let parts = SplitGGUF.parts(of: path)
        if let missing = parts.first(where: { !paths.contains($0) }) {
            throw HubError(
                .nothingSelected,
                "\(path) is one of \(parts.count) parts, of which the hub lacks \(missing); pull another file")
        }
        return Set(parts)
    }

    private func unknownGGUF(_ name: String, isDoubtful: Bool, _ paths: Set<String>) -> HubError {
        let known = paths.filter { $0.hasSuffix(".gguf") }.sorted()
        let few = known.prefix(8).joined(separator: ", ") + (known.count > 8 ? " and \(known.count - 8) more" : "")
        let problem = isDoubtful ? "there are several files '\(name)'" : "there is no file '\(name)'"
        let remedy = known.isEmpty ? "the repository has no GGUF file" : "give the whole path of one of: \(few)"
        return HubError(.nothingSelected, "\(problem); \(remedy)")
    }

    private func nothing(_ files: [HubFile]) -> HubError {
        if files.isEmpty { return HubError(.nothingSelected, "the repository holds no files; pull another revision") }
        let patterns = (include + exclude).map { "'\($0)'" }.joined(separator: ", ")
        return HubError(
            .nothingSelected,
            "the patterns \(patterns) leave none of the \(files.count) files; quote them, so that the shell leaves them alone"
        )
    }
}
