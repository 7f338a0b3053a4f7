#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import HTTPClient
internal import Support

/// Asks one hub about one repository: follows redirects, shows its token to the hub only, waits when it is told to, and tries
/// again.
struct HubClient: Sendable {
    let http: HTTPClient
    let address: HubAddress
    let token: String?
    let name: RepositoryName
    let revision: Revision
    let report: @Sendable (PullEvent) -> Void
    var fileSchedule = RetrySchedule.file
    private let pause = RatePause()

    private static let redirectLimit = 10
    private static let listingLimit = 16 << 20
    private static let smallLimit = 64 << 10
    private static let stallTimeout = Duration.seconds(30)

    init(
        _ http: HTTPClient, address: HubAddress, token: String?, name: RepositoryName, revision: Revision,
        report: @escaping @Sendable (PullEvent) -> Void
    ) {
        self.http = http
        self.address = address
        self.token = token
        self.name = name
        self.revision = revision
        self.report = report
    }

    /// A page of the hub's interface, and where the next one is, if there is one.
    func document(_ url: String) async throws -> (document: JSONValue, next: String?) {
        try await retrying(.listing) {
            let answer = try await send(url)
            guard answer.status == 200 else { throw try await refusal(answer, path: nil) }
            let bytes = try await answer.collect(limit: Self.listingLimit)
            guard let document = try? JSONValue(parsing: Data(bytes), limits: JSONLimits(depth: 32)) else {
                throw HubError(
                    .invalidAnswer,
                    "\(address.base) answers with something that is not JSON; check the address, and the proxy if there is one"
                )
            }
            let next = LinkHeader.next(answer.headers).flatMap { HTTPURL.resolve($0, against: url) }
            return (document, next)
        }
    }

    /// A file's answer, whatever its status.
    func file(_ url: String, from offset: Int) async throws -> HTTPAnswer {
        try await send(url, headers: offset > 0 ? [(name: "Range", value: "bytes=\(offset)-")] : [], isLarge: true)
    }

    /// What an answer that is no file means.
    func refusal(_ answer: HTTPAnswer, path: HubPath?) async throws -> any Error {
        let body = (try? await answer.collect(limit: Self.smallLimit)) ?? []
        try Task.checkCancellation()
        let document = try? JSONValue(parsing: Data(body), limits: JSONLimits(depth: 16))
        let message =
            answer.header("x-error-message") ?? document?["error"]?.stringValue ?? document?["Message"]?.stringValue
        let refusal = HubRefusal(
            status: answer.status, errorCode: answer.header("x-error-code"), message: message)
        let subject = HubRefusal.Subject(
            name: name, revision: revision, path: path, address: address, hasToken: token != nil)
        guard refusal.isPassing else { return refusal.error(subject) }
        let now = Int(Date().timeIntervalSince1970)
        return PassingFailure(refusal, subject, after: RetryAfter.wait(answer.headers, now: now))
    }

    /// Does `attempt` until it succeeds, or fails in a way that time does not heal, or too often.
    /// - Parameter madeProgress: whether the last attempt has achieved anything.
    func retrying<Value>(
        _ schedule: RetrySchedule, path: HubPath? = nil, madeProgress: () -> Bool = { false },
        _ attempt: () async throws -> Value
    ) async throws -> Value {
        var schedule = schedule
        while true {
            try await pause.wait()
            let failure: PassingFailure
            do {
                return try await attempt()
            } catch let error as PassingFailure {
                failure = error
            } catch let error as HTTPClientError {
                let advice = path == nil ? ", or set HF_HUB_OFFLINE=1 to use what is on this machine" : ""
                guard let passing = PassingFailure(error, advice: advice) else {
                    throw HubError(.network, error.message)
                }
                failure = passing
            }
            let wait = schedule.wait(
                madeProgress: madeProgress(), after: failure.after, chance: .random(in: 0...1))
            guard let wait else { throw failure.final }
            report(.retrying(path, reason: failure.reason, wait: wait))
            if failure.holdsAll { pause.extend(to: .now + wait) } else { try await Task.sleep(for: wait) }
        }
    }

    private func send(
        _ url: String, headers: [(name: String, value: String)] = [], isLarge: Bool = false
    ) async throws -> HTTPAnswer {
        var url = url
        for _ in 0...Self.redirectLimit {
            let answer = try await http.send(request(url, headers, isLarge: isLarge))
            guard [301, 302, 303, 307, 308].contains(answer.status), let place = answer.header("location") else {
                return answer
            }
            // Read to its end, so that the connection can be used again.
            _ = try? await answer.collect(limit: Self.smallLimit)
            guard let next = HTTPURL.resolve(place, against: url), !(isSecure(url) && !isSecure(next)) else {
                throw HubError(
                    .invalidAnswer, "\(address.base) leads to an address that cannot be trusted; check HF_ENDPOINT")
            }
            url = next
        }
        throw HubError(
            .invalidAnswer, "\(address.base) redirects more than \(Self.redirectLimit) times; check HF_ENDPOINT")
    }

    private func request(_ url: String, _ headers: [(name: String, value: String)], isLarge: Bool) -> HTTPRequest {
        var request = HTTPRequest("GET", url)
        request.headers = headers + [("User-Agent", "dazzle"), ("Accept-Encoding", "identity")]
        if let token, HTTPURL.origin(of: url) == HTTPURL.origin(of: address.base) {
            request.headers.append(address.credentials(token))
        }
        request.stallTimeout = Self.stallTimeout
        if isLarge {
            request.pieceBytes = 256 << 10
        } else {
            request.timeout = .seconds(120)
        }
        return request
    }

    private func isSecure(_ url: String) -> Bool { HTTPURL.origin(of: url)?.hasPrefix("https:") ?? false }
}

extension HTTPAnswer {
    /// - Parameter name: in small letters.
    func header(_ name: String) -> String? { headers.last { $0.name.lowercased() == name }?.value }
}
