internal import CCurl

/// A URL as the parser reads it that will make the connection.
package enum HTTPURL {
    /// Where a redirect leads: `reference`, which may be relative to `base`, as an absolute http or https URL; nil if it is
    /// none.
    package static func resolve(_ reference: String, against base: String) -> String? {
        guard !reference.utf8.contains(0), !base.utf8.contains(0), let parts = curl_url() else { return nil }
        defer { curl_url_cleanup(parts) }
        guard curl_url_set(parts, CURLUPART_URL, base, 0) == CURLUE_OK,
            // Servers do send addresses with spaces.
            curl_url_set(parts, CURLUPART_URL, reference, UInt32(CURLU_URLENCODE)) == CURLUE_OK,
            let url = text(CURLUPART_URL, of: parts, flags: 0), origin(of: url) != nil
        else { return nil }
        return url
    }

    /// Scheme, host and port in one spelling: what decides whether a secret may be sent along. nil if it is no http or https
    /// URL.
    package static func origin(of url: String) -> String? {
        guard !url.utf8.contains(0), let parts = curl_url() else { return nil }
        defer { curl_url_cleanup(parts) }
        guard curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK,
            let scheme = text(CURLUPART_SCHEME, of: parts, flags: 0)?.lowercased(), ["http", "https"].contains(scheme),
            let host = text(CURLUPART_HOST, of: parts, flags: 0)?.lowercased(),
            let port = text(CURLUPART_PORT, of: parts, flags: UInt32(CURLU_DEFAULT_PORT))
        else { return nil }
        return "\(scheme)://\(host):\(port)"
    }

    private static func text(_ part: CURLUPart, of parts: OpaquePointer, flags: UInt32) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parts, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
