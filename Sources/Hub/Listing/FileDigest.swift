/// What a hub says a file's bytes amount to.
package enum FileDigest: Sendable, Hashable, CustomStringConvertible {
    /// In 64 small hexadecimal digits. Large files have it, at ModelScope all.
    case sha256(String)
    /// Git's name of a file: SHA-1 over its size and its bytes, in 40 digits.
    case gitBlob(String)

    package init?(sha256 text: String) {
        guard let digits = Self.hex(text, count: 64) else { return nil }
        self = .sha256(digits)
    }

    package init?(gitBlob text: String) {
        guard let digits = Self.hex(text, count: 40) else { return nil }
        self = .gitBlob(digits)
    }

    /// Either, told apart by its length.
    package init?(digits: String) {
        guard let digest = FileDigest(sha256: digits) ?? FileDigest(gitBlob: digits) else { return nil }
        self = digest
    }

    package var digits: String {
        switch self {
        case .sha256(let digits), .gitBlob(let digits): digits
        }
    }

    package var description: String {
        switch self {
        case .sha256(let digits): "sha256:\(digits)"
        case .gitBlob(let digits): "git:\(digits)"
        }
    }

    private static func hex(_ text: String, count: Int) -> String? {
        let digits = text.lowercased()
        guard digits.utf8.count == count,
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        return digits
    }
}
