/// Where a hub is, and the URLs of what it offers.
package struct HubAddress: Sendable, Hashable {
    package var source: HubSource
    /// Without a slash at its end.
    package var base: String

    package init(_ source: HubSource, base: String) {
        self.source = source
        self.base = base
    }

    /// Tells what commit a revision is; nil where a hub has no such page.
    package func revisionURL(_ name: RepositoryName, _ revision: Revision) -> String? {
        switch source {
        case .huggingFace: "\(base)/api/models/\(name)/revision/\(PercentCoding.name(revision.description))"
        case .modelScope: nil
        }
    }

    package func listingURL(_ name: RepositoryName, _ revision: Revision) -> String {
        let revision = PercentCoding.name(revision.description)
        switch source {
        case .huggingFace: return "\(base)/api/models/\(name)/tree/\(revision)?recursive=true"
        case .modelScope: return "\(base)/api/v1/models/\(name)/repo/files?Revision=\(revision)&Recursive=True"
        }
    }

    package func fileURL(_ name: RepositoryName, _ revision: Revision, _ path: HubPath) -> String {
        let revision = PercentCoding.name(revision.description)
        switch source {
        case .huggingFace:
            return "\(base)/\(name)/resolve/\(revision)/\(PercentCoding.path(path.description))"
        case .modelScope:
            let path = PercentCoding.name(path.description)
            return "\(base)/api/v1/models/\(name)/repo?Revision=\(revision)&FilePath=\(path)"
        }
    }

    /// The page that a person looks at.
    package func page(of name: RepositoryName) -> String {
        switch source {
        case .huggingFace: "\(base)/\(name)"
        case .modelScope: "\(base)/models/\(name)"
        }
    }

    /// Where a person gets a token.
    package var tokenPage: String {
        switch source {
        case .huggingFace: "\(base)/settings/tokens"
        case .modelScope: "\(base)/my/myaccesstoken"
        }
    }

    package func credentials(_ token: String) -> (name: String, value: String) {
        switch source {
        case .huggingFace: ("Authorization", "Bearer \(token)")
        case .modelScope: ("Cookie", "m_session_id=\(token)")
        }
    }
}

/// Text in a URL.
enum PercentCoding {
    static func name(_ text: String) -> String { encode(text, keepsSlashes: false) }
    static func path(_ text: String) -> String { encode(text, keepsSlashes: true) }

    private static func encode(_ text: String, keepsSlashes: Bool) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "/") where keepsSlashes: result += "/"
            default: result += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
