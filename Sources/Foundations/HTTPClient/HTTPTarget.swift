internal import CCurl

/// Where a request goes, read from its URL by the parser that will be used to get there.
struct HTTPTarget: Sendable {
    /// With the port, where the URL has one; without user and password.
    let host: String
    /// Without it.
    let name: String
    let isLoopback: Bool

    /// Refuses what cannot be sent, and whatever could smuggle in another header or request.
    init(_ request: HTTPRequest) throws {
        guard !request.url.utf8.contains(0), let parts = curl_url() else { throw Self.invalid(request.url) }
        defer { curl_url_cleanup(parts) }
        guard curl_url_set(parts, CURLUPART_URL, request.url, 0) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: parts), ["http", "https"].contains(scheme.lowercased()),
            let host = Self.part(CURLUPART_HOST, of: parts)
        else { throw Self.invalid(request.url) }
        name = host
        self.host = Self.part(CURLUPART_PORT, of: parts).map { "\(host):\($0)" } ?? host
        isLoopback = Self.isLoopback(host.lowercased())
        guard Self.isToken(request.method) else {
            throw HTTPClientError(
                .other, "the request to \(self.host) has a method that is not a word; name one such as GET")
        }
        for header in request.headers where !Self.isToken(header.name) || !Self.isValue(header.value) {
            throw HTTPClientError(
                .other,
                "the request to \(self.host) has a header that HTTP cannot carry; leave out line breaks and controls")
        }
    }

    private static func part(_ part: CURLUPart, of parts: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parts, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    private static func invalid(_ url: String) -> HTTPClientError {
        // Not the text itself, which can hold a password.
        HTTPClientError(
            .invalidURL,
            "an address of \(url.utf8.count) bytes is no URL; write it like http://host:8000/path, with the scheme")
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }

    private static func isToken(_ text: String) -> Bool {
        let marks = Array("!#$%&'*+-.^_`|~".utf8)
        return !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: marks.contains(byte)
                }
            }
    }

    private static func isValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
    }
}
