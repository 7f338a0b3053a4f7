/// How a transfer goes on from what an earlier one has left.
package enum ResumeDecision {
    package enum Start: Sendable, Hashable {
        /// Ask for all; whatever is there is thrown away.
        case fresh
        /// Ask for what follows these bytes.
        case resume(at: Int)
        /// Nothing is missing.
        case verify
    }

    package static func start(have: Int, of size: Int) -> Start {
        if have == size { return .verify }
        return have > 0 && have < size ? .resume(at: have) : .fresh
    }

    package enum Reading: Sendable, Hashable {
        /// The body is what was asked for.
        case append
        /// The body is the whole file, so what is there is thrown away.
        case restart
        /// The body is of no use; what is there is thrown away, and all is asked for.
        case askAgain
        /// The answer is no file.
        case refused
    }

    /// - Parameters:
    ///   - asked: where the part begins that was asked for; 0 for all.
    ///   - range: the answer's Content-Range.
    package static func reading(status: Int, range: String?, asked: Int, size: Int) -> Reading {
        switch status {
        case 200: return asked == 0 ? .append : .restart
        case 206:
            guard asked > 0, let range = range.flatMap(parse) else { return .askAgain }
            return range.start == asked && range.size ?? size == size ? .append : .askAgain
        case 416: return .askAgain
        default: return .refused
        }
    }

    /// Reads "bytes 100-199/200"; the size may be unknown, a star.
    private static func parse(_ range: String) -> (start: Int, size: Int?)? {
        guard range.lowercased().hasPrefix("bytes ") else { return nil }
        let parts = range.dropFirst(6).split(separator: "/")
        let bounds = parts.first?.split(separator: "-") ?? []
        guard parts.count == 2, bounds.count == 2, let start = Int(bounds[0]), Int(bounds[1]) != nil else { return nil }
        if parts[1] == "*" { return (start, nil) }
        return Int(parts[1]).map { (start, $0) }
    }
}
