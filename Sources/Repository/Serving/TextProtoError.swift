/// Why a text is not in protobuf's text format, or does not say what its reader needs, and where. Lines and columns
/// count from 1; a column counts bytes.
package struct TextProtoError: Error, Sendable, Hashable, CustomStringConvertible {
    package let message: String
    package let position: TextProtoPosition

    package var line: Int { position.line }
    package var column: Int { position.column }

    package var description: String { "line \(line), column \(column): \(message)" }
}

package struct TextProtoPosition: Sendable, Hashable {
    package let line: Int
    package let column: Int
}

/// What the parser accepts from a file that nobody vouches for.
package struct TextProtoLimits: Sendable, Hashable {
    package var depth: Int
    package var bytes: Int

    package init(depth: Int = 64, bytes: Int = 1 << 20) {
        self.depth = depth
        self.bytes = bytes
    }
}
