/// Why a text is not JSON, and where. Lines and columns count from 1; a column counts bytes.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    public let message: String
    public let line: Int
    public let column: Int

    public var description: String { "\(message) at line \(line), column \(column)" }
}

/// What a parser accepts from a source that nobody vouches for.
public struct JSONLimits: Sendable, Hashable {
    public var depth: Int
    public var bytes: Int

    public init(depth: Int = 512, bytes: Int = .max) {
        self.depth = depth
        self.bytes = bytes
    }
}
