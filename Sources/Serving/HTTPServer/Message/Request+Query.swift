extension Request {
    /// What the query says of a name, percent-decoded; nil if nothing, or nothing that can be read. The first of equal names counts.
    package func queryValue(_ name: String) -> String? {
        for pair in query?.split(separator: "&") ?? [] {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let plain = parts.map { $0.utf8.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 } }
            guard PercentEncoding.decode(plain[0]) == name else { continue }
            return parts.count == 2 ? PercentEncoding.decode(plain[1]) : ""
        }
        return nil
    }
}
