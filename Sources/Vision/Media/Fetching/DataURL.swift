/// `data:image/png;base64,…`
enum DataURL {
    static func decode(_ url: String, limit: Int) throws(MediaError) -> [UInt8] {
        guard let comma = url.utf8.firstIndex(of: UInt8(ascii: ",")) else {
            throw MediaError(.unreadable, "the data URL has no comma; write data:image/jpeg;base64,…")
        }
        let head = url[..<comma].dropFirst(5).lowercased().filter { !$0.isWhitespace }
        guard head.hasSuffix(";base64") else {
            throw MediaError(.unsupported, "only base64 data URLs are read; write data:image/jpeg;base64,…")
        }
        return try Base64.decode(url[url.utf8.index(after: comma)...].utf8, limit: limit)
    }

    /// The frames of vLLM's `data:video/jpeg;base64,FIRST,SECOND,…`; nil for anything else.
    static func frames(_ url: String, limit: Int) throws(MediaError) -> [[UInt8]]? {
        guard url.lowercased().hasPrefix("data:video/jpeg;base64,") else { return nil }
        var frames: [[UInt8]] = []
        for part in url.dropFirst("data:video/jpeg;base64,".count).split(separator: ",") {
            frames.append(try Base64.decode(part.utf8, limit: limit))
        }
        return frames
    }
}
