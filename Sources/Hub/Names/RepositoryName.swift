/// What a model is called at a hub: ORG/NAME, or NAME alone for a few old ones.
package struct RepositoryName: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    private static let lengthLimit = 96

    /// nil for what no hub would call a model. Every part is safe as a folder's name.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.lengthLimit, parts.count <= 2, parts.allSatisfy(Self.isPart) else { return nil }
        description = text
    }

    package var hasOrganization: Bool { description.utf8.contains(UInt8(ascii: "/")) }

    private static func isPart(_ part: Substring) -> Bool {
        func isWord(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
            default: false
            }
        }
        guard let first = part.utf8.first, let last = part.utf8.last, isWord(first), isWord(last) else { return false }
        return part.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
            && !part.contains("..")
    }
}

/// A branch, tag or commit of a repository.
package struct Revision: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    /// nil for what git would not take either.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isSafe = text.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value != 0x7F && !"~^:?*[\\".contains(Character($0))
        }
        guard isSafe, text.utf8.count <= 255, !text.hasPrefix("-"), !text.contains(".."),
            parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") })
        else { return nil }
        description = text
    }
}
