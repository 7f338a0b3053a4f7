/// The path of a file in a repository, which a stranger has chosen: nothing that leads out of a folder, hides in a terminal or
/// means something to a file system can be one.
package struct HubPath: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let description: String

    private static let lengthLimit = 1024
    private static let nameLimit = 255
    private static let depthLimit = 32

    package init?(_ text: String) {
        let names = text.split(separator: "/", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.lengthLimit, names.count <= Self.depthLimit, names.allSatisfy(Self.isName) else {
            return nil
        }
        description = text
    }

    package var names: [Substring] { description.split(separator: "/") }

    /// The folders that the file is in, from the outermost on.
    package var folders: [String] {
        let names = names
        return names.indices.dropFirst().map { names[..<$0].joined(separator: "/") }
    }

    package static func < (left: HubPath, right: HubPath) -> Bool { left.description < right.description }

    /// What git keeps in a folder of its own can hold commands that it runs.
    private static func isName(_ name: Substring) -> Bool {
        !name.isEmpty && name != "." && name != ".." && name.lowercased() != ".git" && name.utf8.count <= nameLimit
            && name.unicodeScalars.allSatisfy(isPlain)
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Format characters can make one name look like another.
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: scalar != "\\"
        }
    }
}
