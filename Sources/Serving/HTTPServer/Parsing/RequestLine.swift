extension RequestHead {
    /// `METHOD target HTTP/1.1`, with one space between.
    mutating func parseRequestLine(_ line: ArraySlice<UInt8>) throws(HTTPFailure) {
        let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts.contains(where: \.isEmpty) else {
            throw HTTPFailure(
                .badRequest, "the request line must be a method, a target and HTTP/1.1, one space between them")
        }
        guard parts[0].allSatisfy(\.isToken), parts[0].count <= 32 else {
            throw HTTPFailure(.badRequest, "the request's method is malformed")
        }
        method = Method(rawValue: String(decoding: parts[0], as: UTF8.self))
        try parseVersion(parts[2])
        try parseTarget(parts[1])
    }

    private mutating func parseVersion(_ bytes: ArraySlice<UInt8>) throws(HTTPFailure) {
        let text = String(decoding: bytes, as: UTF8.self)
        switch text {
        case "HTTP/1.1": minorVersion = 1
        case "HTTP/1.0": minorVersion = 0
        default:
            let isVersion =
                bytes.count == 8 && text.hasPrefix("HTTP/") && bytes[bytes.startIndex + 6] == UInt8(ascii: ".")
            throw isVersion
                ? HTTPFailure(505, "this server speaks HTTP/1.1 and HTTP/1.0, not \(text)")
                : HTTPFailure(.badRequest, "the request line must end with HTTP/1.1")
        }
    }

    private mutating func parseTarget(_ bytes: ArraySlice<UInt8>) throws(HTTPFailure) {
        guard bytes.allSatisfy(Self.isTargetByte) else {
            throw HTTPFailure(.badRequest, "the request's target holds a character that must be percent-encoded")
        }
        var target = bytes
        if target.first != UInt8(ascii: "/") {
            if target.elementsEqual([UInt8(ascii: "*")]), method == .options {
                path = "*"
                return
            }
            target = try originForm(target)
        }
        let parts = target.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        path = String(decoding: parts[0], as: UTF8.self)
        query = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : nil
    }

    /// The path of `http://host/path`, which servers must take too. The host goes beside the header fields, so that
    /// `checkHost` sees whether it says the same as they do.
    private mutating func originForm(_ target: ArraySlice<UInt8>) throws(HTTPFailure) -> ArraySlice<UInt8> {
        let text = String(decoding: target.prefix(8), as: UTF8.self).lowercased()
        guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else {
            throw HTTPFailure(.badRequest, "the request's target must begin with a slash")
        }
        let rest = target.dropFirst(scheme.utf8.count)
        guard let slash = rest.firstIndex(of: UInt8(ascii: "/")), slash > rest.startIndex else {
            throw HTTPFailure(.badRequest, "the request's target has no host or no path")
        }
        targetHost = String(decoding: rest[..<slash], as: UTF8.self)
        return rest[slash...]
    }

    private static func isTargetByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "#"), UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"): false
        default: byte > 0x20 && byte < 0x7F
        }
    }

    func checkHost() throws(HTTPFailure) {
        guard targetHost?.utf8.allSatisfy(Self.isHostByte) != false else {
            throw HTTPFailure(.badRequest, "the request's target names no host that can be")
        }
        let hosts = headers.values(of: "Host")
        if hosts.isEmpty, minorVersion == 0 { return }
        guard hosts.count == 1, !hosts[0].isEmpty, hosts[0].utf8.allSatisfy(Self.isHostByte) else {
            throw HTTPFailure(.badRequest, "the header field Host must come once and name a host")
        }
        guard Headers.equal(targetHost ?? hosts[0], hosts[0]) else {
            throw HTTPFailure(.badRequest, "the request's target and its header field Host name different hosts")
        }
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"), UInt8(ascii: "%"), UInt8(ascii: "_"): true
        default: (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
        }
    }
}
