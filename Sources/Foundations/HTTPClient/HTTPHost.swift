/// The host that a request to a URL would be sent to.
package enum HTTPHost {
    /// In small letters, without brackets and port; nil if it is no http or https URL. Read by the parser that will make the
    /// connection: one that reads `http://a\\@b/` otherwise would let a permission for one host be used for another.
    package static func of(_ url: String) -> String? {
        guard let target = try? HTTPTarget(HTTPRequest("GET", url)) else { return nil }
        let name = target.name.lowercased()
        return name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : name
    }
}
