/// Why a picture or clip cannot be had. The message names the limit and the remedy where there is one.
package struct MediaError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        /// Damaged, cut off, or not what it says.
        case unreadable
        /// Sound, but in a format or of a kind that is not read.
        case unsupported
        /// Beyond a limit on bytes, pixels, frames or time.
        case tooLarge
        /// Not allowed to be fetched from there.
        case refused
        /// Cannot be fetched.
        case unreachable
    }

    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { message }
}
