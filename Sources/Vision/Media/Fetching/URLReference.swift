/// The few things that fetching needs to know of URLs. What cannot be read is refused by curl as well.
enum URLReference {
    /// Where a `Location` leads.
    static func resolve(_ location: String, against base: String) throws(MediaError) -> String {
        let lower = location.lowercased()
        if lower.hasPrefix("http://") || lower.hasPrefix("https://") { return location }
        guard let base = parts(of: base), !lower.prefix(while: { $0 != "/" }).contains(":") else {
            throw MediaError(.refused, "its server redirects to something that is neither http nor https")
        }
        let origin = "\(base.scheme)://\(base.authority)"
        if location.hasPrefix("//") { return "\(base.scheme):\(location)" }
        if location.hasPrefix("/") { return origin + location }
        let folder = base.path.lastIndex(of: "/").map { base.path[...$0] } ?? "/"
        return origin + folder + location
    }

    private static func parts(of url: String) -> (scheme: Substring, authority: Substring, path: Substring)? {
        guard let mark = url.range(ofFirst: "://") else { return nil }
        let rest = url[mark.upperBound...]
        let authority = rest.prefix { !"/?#\\".contains($0) }
        let path = rest[authority.endIndex...].prefix { $0 != "?" && $0 != "#" }
        return (url[..<mark.lowerBound], authority, path)
    }

    static func percentDecoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension String {
    fileprivate func range(ofFirst needle: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(needle) { return start..<index(start, offsetBy: needle.count) }
            start = index(after: start)
        }
        return nil
    }
}
