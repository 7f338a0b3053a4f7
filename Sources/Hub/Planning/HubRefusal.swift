/// What a hub's refusal means, by its status and the code that some hubs add.
package struct HubRefusal: Sendable, Hashable {
    package var status: Int
    /// X-Error-Code.
    package var errorCode: String?
    /// X-Error-Message, or the body's.
    package var message: String?

    package init(status: Int, errorCode: String? = nil, message: String? = nil) {
        self.status = status
        self.errorCode = errorCode
        self.message = message
    }

    /// Whether it may go away by itself.
    package var isPassing: Bool {
        [408, 425, 429, 500, 502, 503, 504].contains(status) || (520...530).contains(status)
    }

    /// What was asked for.
    package struct Subject: Sendable, Hashable {
        package var name: RepositoryName
        package var revision: Revision
        package var path: HubPath?
        package var address: HubAddress
        package var hasToken: Bool

        package init(
            name: RepositoryName, revision: Revision, path: HubPath? = nil, address: HubAddress, hasToken: Bool
        ) {
            self.name = name
            self.revision = revision
            self.path = path
            self.address = address
            self.hasToken = hasToken
        }
    }

    private enum Kind {
        case gated, noRevision, noFile, badToken, hidden, missing, forbidden, rateLimited, server, other
    }

    private static let codes: [String: Kind] = [
        "GatedRepo": .gated, "RevisionNotFound": .noRevision, "EntryNotFound": .noFile,
    ]

    private func kind(_ subject: Subject) -> Kind {
        if let kind = errorCode.flatMap({ Self.codes[$0] }) { return kind }
        switch status {
        case 401 where errorCode == "RepoNotFound" || !subject.hasToken: return .hidden
        case 401: return .badToken
        case 403: return subject.hasToken ? .forbidden : .hidden
        case 404: return subject.hasToken ? .missing : .hidden
        case 429: return .rateLimited
        case 500...599: return .server
        default: return .other
        }
    }

    package func error(_ subject: Subject) -> HubError {
        let (name, address) = (subject.name, subject.address)
        let variable = address.source.tokenVariable
        let token = subject.hasToken ? "" : ", and set \(variable) to a token from \(address.tokenPage)"
        switch kind(subject) {
        case .gated:
            let whose = subject.hasToken ? " with the account of your token" : token
            return HubError(.gated, "\(name) is gated: accept its terms at \(address.page(of: name))\(whose)")
        case .noRevision:
            return HubError(
                .noSuchRevision,
                "\(name) has no revision '\(subject.revision)'; look for its branches and tags at \(address.page(of: name))"
            )
        case .noFile:
            let path = subject.path.map { " \($0)" } ?? " such file"
            return HubError(.notFound, "\(name) has no\(path) any more; pull again, which reads its list of files anew")
        case .badToken:
            return HubError(
                .unauthorized,
                "\(address.base) does not accept your token; put a new one from \(address.tokenPage) in \(variable)")
        case .hidden:
            return HubError(
                .notFound,
                "there is no model \(name) at \(address.base), or it is private: check the spelling\(token)")
        case .missing:
            return HubError(
                .notFound,
                "there is no model \(name) with a revision '\(subject.revision)' at \(address.base), or your token may not see "
                    + "it; check the spelling, and the token's rights at \(address.tokenPage)")
        case .forbidden:
            return HubError(
                .forbidden,
                "\(address.base) forbids your token to read \(name)\(said); check its rights at \(address.tokenPage)")
        case .rateLimited:
            let advice = subject.hasToken ? "try again later" : "try again later, or set \(variable), which allows more"
            return HubError(.rateLimited, "\(address.base) takes no more requests for now (429); \(advice)")
        case .server:
            return HubError(
                .serverFailed, "\(address.base) fails (\(status)); try again later, what has come is kept")
        case .other:
            return HubError(
                .invalidAnswer,
                "\(address.base) answers \(status)\(said); check the address, and the proxy if there is one")
        }
    }

    private var said: String {
        guard let message else { return "" }
        let plain = message.unicodeScalars.prefix(200).map { $0.value < 0x20 || $0.value == 0x7F ? " " : String($0) }
        return plain.isEmpty ? "" : " (\(plain.joined()))"
    }
}
