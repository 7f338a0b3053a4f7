internal import CCurl

/// A URL as curl understands it.
struct RequestURL {
    let scheme: String
    let host: String
    let port: String

    init(_ text: String) throws(HTTPClientError) {
        let problem = HTTPClientError(
            .invalidRequest, "'\(text.prefix(200))' is no URL of a web server; write it like http://127.0.0.1:8000/path"
        )
        guard text.utf8.count <= 8 << 10, !text.utf8.contains(where: { $0 <= 32 || $0 == 127 }),
            let handle = curl_url()
        else { throw problem }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK,
            let scheme = Self.part(handle, CURLUPART_SCHEME), ["http", "https"].contains(scheme),
            let host = Self.part(handle, CURLUPART_HOST), let port = Self.part(handle, CURLUPART_PORT)
        else { throw problem }
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port
    }

    /// Whether this machine itself is meant, which no proxy can reach for us. curl has written IPv4 addresses out.
    var isLoopback: Bool {
        let isIPv4 = host.hasPrefix("127.") && host.allSatisfy { $0 == "." || $0.isNumber }
        return isIPv4 || host == "[::1]" || host == "localhost" || host.hasSuffix(".localhost")
    }

    private static func part(_ handle: OpaquePointer, _ part: CURLUPart) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        let flags = UInt32(CURLU_DEFAULT_PORT)
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
