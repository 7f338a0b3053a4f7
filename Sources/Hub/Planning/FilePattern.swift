/// A pattern for paths in the form that hubs' own tools take: `*` stands for any characters, slashes among them, `?` for one,
/// `[abc]`, `[a-z]` and `[!a-z]` for one of some. A folder's name with a slash at its end means all that is in it.
package struct FilePattern: Sendable, Hashable, CustomStringConvertible {
    package let description: String
    private let pieces: [Piece]

    private enum Piece: Hashable {
        case any
        case one
        case scalar(Unicode.Scalar)
        case set([ClosedRange<Unicode.Scalar>], isInverted: Bool)

        func takes(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .any: false
            case .one: true
            case .scalar(let own): own == scalar
            case .set(let ranges, let isInverted): ranges.contains { $0.contains(scalar) } != isInverted
            }
        }
    }

    package init(_ text: String) {
        description = text
        var rest = Array((text.hasSuffix("/") ? text + "*" : text).unicodeScalars)[...]
        var pieces: [Piece] = []
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": if pieces.last != .any { pieces.append(.any) }
            case "?": pieces.append(.one)
            case "[": pieces.append(Self.set(&rest) ?? .scalar(scalar))
            default: pieces.append(.scalar(scalar))
            }
        }
        self.pieces = pieces
    }

    /// What stands between brackets; nil, and nothing is taken, where no bracket closes.
    private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> Piece? {
        var inner = rest
        let isInverted = inner.first == "!"
        if isInverted { inner.removeFirst() }
        // A bracket that comes first stands for itself.
        guard let end = inner.dropFirst().firstIndex(of: "]") else { return nil }
        rest = inner[(end + 1)...]
        var members = inner[..<end]
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let low = members.popFirst() {
            if members.first == "-", let high = members.dropFirst().first {
                members = members.dropFirst(2)
                if low <= high { ranges.append(low...high) }
            } else {
                ranges.append(low...low)
            }
        }
        return .set(ranges, isInverted: isInverted)
    }

    /// Goes back to the last star only, which is enough, so that no pattern takes long.
    package func matches(_ path: HubPath) -> Bool {
        let text = Array(path.description.unicodeScalars)
        var (piece, place) = (0, 0)
        var retry: (piece: Int, place: Int)?
        while place < text.count {
            if piece < pieces.count, pieces[piece] == .any {
                retry = (piece, place)
                piece += 1
            } else if piece < pieces.count, pieces[piece].takes(text[place]) {
                piece += 1
                place += 1
            } else if let last = retry {
                retry = (last.piece, last.place + 1)
                (piece, place) = (last.piece + 1, last.place + 1)
            } else {
                return false
            }
        }
        return pieces[piece...].allSatisfy { $0 == .any }
    }
}
