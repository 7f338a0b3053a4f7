internal import HTTPClient
internal import Support

/// Gets the bytes of media from where a request says they are.
package final class MediaFetcher: Sendable {
    private let client: HTTPClient
    private let rules: MediaRules

    package init(_ rules: MediaRules) throws {
        client = try HTTPClient()
        self.rules = rules
    }

    /// `http:`, `https:`, `data:`, `file:` or a path.
    package func fetch(_ url: String, isVideo: Bool) async throws -> [UInt8] {
        let limit = rules.limit(isVideo: isVideo)
        switch scheme(of: url) {
        case "data": return try DataURL.decode(url, limit: limit)
        case "http", "https": return try await download(url, isVideo: isVideo)
        case "file", "": return try LocalFile.load(url, within: rules.localPath, limit: limit)
        case let other:
            throw MediaError(.refused, "'\(other):' is not fetched; use http, https, data or file")
        }
    }

    /// In small letters; empty for a path.
    private func scheme(of url: String) -> String {
        let name = url.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
        guard name.count > 1, name.first?.isLetter == true, url[name.endIndex...].first == ":" else { return "" }
        return name.lowercased()
    }

    /// The bytes of a file that whoever runs the program named.
    package func readTrusted(_ path: String, isVideo: Bool) throws(MediaError) -> [UInt8] {
        try LocalFile.loadTrusted(path, limit: rules.limit(isVideo: isVideo))
    }

    /// Frames that are sent as pictures in one URL, in vLLM's form; nil for anything else.
    package func frames(in url: String) throws(MediaError) -> [[UInt8]]? {
        try DataURL.frames(url, limit: rules.maxBytes)
    }

    // MARK: The network

    /// Follows redirects itself, so that each is held to the same rules.
    private func download(_ url: String, isVideo: Bool) async throws -> [UInt8] {
        let deadline = ContinuousClock.now + .seconds(isVideo ? rules.videoSeconds : rules.seconds)
        let limit = rules.limit(isVideo: isVideo)
        var url = url
        for _ in 0...rules.maxRedirects {
            do {
                let answer = try await client.send(try request(url, until: deadline))
                let location = answer.headers.first { $0.name.lowercased() == "location" }
                if (300..<400).contains(answer.status), let next = location {
                    url = try URLReference.resolve(next.value, against: url)
                    continue
                }
                guard answer.status == 200 else {
                    throw MediaError(.unreachable, "its server answers with status \(answer.status); check the address")
                }
                return try await collect(answer, limit: limit)
            } catch let error as HTTPClientError {
                throw reason(error, isVideo: isVideo)
            }
        }
        throw MediaError(
            .unreachable, "its server redirects more than \(rules.maxRedirects) times; give the final address")
    }

    private func collect(_ answer: HTTPAnswer, limit: Int) async throws -> [UInt8] {
        let stated = answer.headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) }
        let tooLarge = MediaError(.tooLarge, "it has more than the \(limit) bytes that are fetched; send a smaller one")
        if let stated, stated > limit { throw tooLarge }
        var bytes: [UInt8] = []
        for try await piece in answer.body {
            guard piece.bytes.count <= limit - bytes.count else { throw tooLarge }
            bytes += piece.bytes
        }
        return bytes
    }

    private func request(_ url: String, until deadline: ContinuousClock.Instant) throws -> HTTPRequest {
        guard let host = HTTPHost.of(url) else {
            throw MediaError(.refused, "the address is no URL; write it like https://host/picture.jpeg")
        }
        let isListed = rules.domains.contains { $0 == "all" || $0.lowercased() == host }
        guard rules.domains.isEmpty || isListed else {
            throw MediaError(
                .refused,
                "the host \(host) is not among those that media may be fetched from; name it with --allowed-media-domains"
            )
        }
        var request = HTTPRequest("GET", url)
        request.headers = [("Accept", "image/*, video/*;q=0.9, */*;q=0.5"), ("User-Agent", "dazzle")]
        request.onlyPublicAddresses = !isListed
        request.connectTimeout = .seconds(5)
        request.timeout = max(.milliseconds(1), ContinuousClock.now.duration(to: deadline))
        return request
    }

    private func reason(_ error: HTTPClientError, isVideo: Bool) -> MediaError {
        switch error.code {
        case .notPublic:
            MediaError(
                .refused,
                "\(error.message), so it is not fetched; name the host with --allowed-media-domains to allow it")
        case .timedOut:
            MediaError(
                .unreachable,
                "it did not arrive within \(isVideo ? rules.videoSeconds : rules.seconds) seconds; check the address")
        default: MediaError(.unreachable, "it cannot be fetched: \(error.message)")
        }
    }
}
