internal import CCurl

/// A request's headers as curl wants them.
enum HeaderList {
    /// The caller frees the list.
    static func make(_ request: HTTPRequest) throws(HTTPClientError) -> UnsafeMutablePointer<curl_slist>? {
        guard isToken(request.method) else {
            throw HTTPClientError(.invalidRequest, "'\(request.method)' is no HTTP method")
        }
        var lines: [String] = []
        for header in request.headers {
            guard isToken(header.name), !header.value.utf8.contains(where: { $0 < 32 && $0 != 9 || $0 == 127 }) else {
                throw HTTPClientError(
                    .invalidRequest, "the header '\(header.name)' is no valid one; it may not hold line breaks")
            }
            // curl leaves out a header that ends with the colon; a semicolon says that the empty value is meant.
            lines.append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        // curl would wait for a "100 Continue" before a large body, and would call every body a form.
        for name in ["Expect", "Content-Type"]
        where !request.headers.contains(where: { $0.name.lowercased() == name.lowercased() }) {
            lines.append("\(name):")
        }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                throw HTTPClientError(.other, "libcurl is out of memory")
            }
            list = longer
        }
        return list
    }

    private static func isToken(_ text: String) -> Bool {
        let marks = "!#$%&'*+-.^_`|~".utf8
        return !text.isEmpty && text.utf8.count <= 1000
            && text.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 32) || (48...57).contains($0)
                    || marks.contains($0)
            }
    }
}
